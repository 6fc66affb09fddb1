"""Who may look after a delivery, print, and write messages."""

import rules

from people.rules import is_administrator, is_case_staff, is_family_of, is_officer_of


@rules.predicate
def is_officer_of_delivery(user, delivery):
    """Hold for the officer of the child the letter on its way is about."""
    return delivery is not None and is_officer_of(user, delivery.letter.child)


@rules.predicate
def is_about_no_child(user, delivery):
    """Hold for mail about a sign-in or about work, which belongs to no case."""
    return delivery is not None and delivery.letter.child_id is None


rules.add_perm("letters.handle_delivery", is_officer_of_delivery | (is_about_no_child & is_administrator))
rules.add_perm("letters.list_deliveries", is_case_staff | is_administrator)
rules.add_perm("letters.print", is_case_staff)
rules.add_perm("letters.write_message", is_officer_of | is_family_of)
