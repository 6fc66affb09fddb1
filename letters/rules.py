"""Who may read a letter, look after its delivery, print, and write messages."""

import rules

from people.rules import is_administrator, is_case_staff, is_family_of, is_officer_of, today


@rules.predicate
def is_addressee(user, letter):
    """Hold for the person a letter is addressed to, while they are tied to the child it is about (S5)."""
    if letter is None or letter.child is None or letter.addressee_id != user.person_id:
        return False
    return user.is_active and letter.child.links.live(on=today()).filter(person=user.person_id).exists()


@rules.predicate
def is_officer_of_letter(user, letter):
    """Hold for the officer of the child a letter is about."""
    return letter is not None and is_officer_of(user, letter.child)


@rules.predicate
def is_officer_of_delivery(user, delivery):
    """Hold for the officer of the child the letter on its way is about."""
    return delivery is not None and is_officer_of(user, delivery.letter.child)


@rules.predicate
def is_about_no_child(user, delivery):
    """Hold for mail about a sign-in or about work, which belongs to no case."""
    return delivery is not None and delivery.letter.child_id is None


rules.add_perm("letters.see_letter", is_addressee | is_officer_of_letter)
rules.add_perm("letters.give_letter", is_officer_of_letter)
rules.add_perm("letters.handle_delivery", is_officer_of_delivery | (is_about_no_child & is_administrator))
rules.add_perm("letters.list_deliveries", is_case_staff | is_administrator)
rules.add_perm("letters.print", is_case_staff)
rules.add_perm("letters.write_message", is_officer_of | is_family_of)
