"""Who may see and change people, children and sign-ins."""

import rules
from django.utils import timezone

from audit.rules import is_administrator, is_case_manager
from people.models import Child
from people.roles import FAMILY, Role


def today():
    """Give today's date in the council's time zone."""
    return timezone.localdate()


def has_role(*roles):
    """Make a predicate that holds for active staff with one of the roles."""
    return rules.predicate(lambda user: user.has_role(*roles), name=f"has_role:{'/'.join(roles)}")


is_case_officer = has_role(Role.CASE_OFFICER)
is_case_staff = has_role(Role.CASE_OFFICER, Role.CASE_MANAGER)
is_staff = rules.predicate(lambda user: user.is_active and user.is_staff, name="is_staff")


@rules.predicate
def is_officer_of(user, child):
    """Hold for the child's case officer, and for a case manager of the child's team."""
    if child is None:
        return False
    mine = user.has_role(Role.CASE_OFFICER) and child.case_officer_id == user.pk
    ours = user.has_role(Role.CASE_MANAGER) and user.team_id is not None and child.team_id == user.team_id
    return mine or ours


@rules.predicate
def is_manager_of(user, child):
    """Hold for a case manager of the child's team."""
    return bool(child and user.has_role(Role.CASE_MANAGER) and user.team_id and child.team_id == user.team_id)


@rules.predicate
def is_family_of(user, child):
    """Hold for a parent, carer, young person or representative with a live link (R4.4)."""
    if child is None or not user.is_active or user.is_staff:
        return False
    return child.links.live(on=today()).filter(person=user.person_id, basis__in=FAMILY).exists()


@rules.predicate
def is_oneself(user, other):
    """Hold for one's own sign-in."""
    return other is not None and user.pk == other.pk


@rules.predicate
def is_of_staff(user, other):
    """Hold for the sign-in of a member of staff."""
    return other is not None and other.is_staff


@rules.predicate
def is_officer_of_person(user, person):
    """Hold for staff who look after a child this person has a live link to."""
    if person is None:
        return False
    children = Child.objects.visible_to(user, on=today())
    return user.is_staff and person.links.live(on=today()).filter(child__in=children).exists()


@rules.predicate
def is_officer_of_family_sign_in(user, other):
    """Hold for staff who look after a child the family member of this sign-in has a live link to."""
    return other is not None and not other.is_staff and is_officer_of_person(user, other.person)


@rules.predicate
def is_manager_of_its_child(user, order):
    """Hold for a case manager of the team of the child an order is about."""
    return order is not None and is_manager_of(user, Child.objects.filter(pk=order.child_id).first())


can_end_sign_in = (is_administrator & is_of_staff & ~is_oneself) | is_officer_of_family_sign_in

rules.add_perm("audit.approve_disposal", is_manager_of_its_child)
rules.add_perm("people.list_children", is_case_staff)
rules.add_perm("people.manage_team", is_case_manager)
rules.add_perm("people.see_person", is_officer_of_person)
rules.add_perm("people.assign_officer", is_manager_of)
rules.add_perm("people.make_join_code", is_officer_of_person)
rules.add_perm("people.end_link", is_officer_of)
rules.add_perm("people.tie_person", is_officer_of)
rules.add_perm("people.change_contact", is_officer_of)
rules.add_perm("people.make_team", is_administrator)
rules.add_perm("people.make_staff_user", is_administrator)
rules.add_perm("people.change_roles", is_administrator & is_of_staff & ~is_oneself)
rules.add_perm("people.close_sign_in", can_end_sign_in)
rules.add_perm("people.reset_second_factor", can_end_sign_in)
rules.add_perm("people.see_user", is_administrator)
