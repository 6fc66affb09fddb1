"""Acts about people: what each does, who may not, and when it may not."""

from datetime import date, timedelta

import pytest

from audit.acts import NotAllowed
from audit.models import Event, EventDetail
from people import actions
from people.models import JoinCode, Person, User
from people.roles import Basis, Role
from policy import Refused
from tests.factories.people import (
    give_second_factor,
    make_child,
    make_family,
    make_link,
    make_manager,
    make_officer,
    make_person,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
ON = date.today()


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def officer(team):
    return make_officer(team=team)


@pytest.fixture
def manager(team):
    return make_manager(team=team)


@pytest.fixture
def child(officer):
    return make_child(officer=officer)


@pytest.fixture
def parent(child):
    own = make_person()
    make_link(child, own)
    return own


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR)


def last_event():
    """Give the kind of the last event and its words."""
    event = Event.objects.latest("pk")
    return event.kind, EventDetail.objects.get(event=event).said


def test_a_code_is_kept_as_a_digest_and_replaces_the_one_before(parent, officer):
    first = actions.make_join_code(parent, on=ON, by=officer)
    second = actions.make_join_code(parent, on=ON, by=officer)
    assert first not in str(list(JoinCode.objects.values())) and first != second
    assert actions.find_join_code(first) is None
    assert actions.find_join_code(second).person == parent
    assert last_event()[0] == "people.join_code_made"


def test_no_code_for_somebody_who_has_a_sign_in(child, officer):
    parent = make_family(child)
    with pytest.raises(Refused, match="already has a sign-in"):
        actions.make_join_code(parent.person, on=ON, by=officer)
    assert User.objects.filter(pk=parent.pk).exists()


def test_staff_are_never_taken_for_an_unproved_sign_in(child, officer):
    colleague = make_officer()
    make_link(child, colleague.person)
    colleague.emailaddress_set.all().delete()
    with pytest.raises(Refused):
        actions.make_join_code(colleague.person, on=ON, by=officer)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FINANCE_OFFICER, Role.CASE_OFFICER, None])
def test_only_the_childs_staff_make_codes(parent, role):
    with pytest.raises(NotAllowed):
        actions.make_join_code(parent, on=ON, by=make_user(role=role))
    assert not JoinCode.objects.exists()


def test_the_officer_makes_no_code_once_the_tie_is_over(child, officer):
    former = make_person()
    make_link(child, former, to_on=ON - timedelta(days=1))
    with pytest.raises(NotAllowed):
        actions.make_join_code(former, on=ON, by=officer)


def test_joining_spends_the_code(parent, officer):
    code = actions.find_join_code(actions.make_join_code(parent, on=ON, by=officer))
    user = actions.join(code, User(email="rowan@family.example"), on=ON)
    assert user.person == parent and not user.is_staff
    with pytest.raises(Refused):
        actions.join(code, User(email="other@family.example"), on=ON)
    assert User.objects.filter(person=parent).count() == 1


def test_a_code_does_not_work_once_its_person_has_a_sign_in(parent, officer):
    typed = actions.make_join_code(parent, on=ON, by=officer)
    code = actions.find_join_code(typed)
    make_user(person=parent)
    assert actions.find_join_code(typed) is None
    with pytest.raises(Refused):
        actions.join(code, User(email="other@family.example"), on=ON)


def test_a_manager_gives_a_child_a_new_officer(child, officer, manager):
    new = make_officer(team=child.team)
    actions.assign_officer(child, new, on=ON, by=manager)
    child.refresh_from_db()
    assert child.case_officer == new
    kind, words = last_event()
    assert kind == "people.officer_assigned"
    assert (words["before"], words["after"]) == (str(officer), str(new))


def test_a_new_officer_must_be_one_and_another(child, officer, manager):
    for wrong in (officer, manager, make_officer(is_active=False), make_family(child)):
        with pytest.raises(Refused):
            actions.assign_officer(child, wrong, on=ON, by=manager)


def test_nobody_but_the_teams_manager_assigns(child, officer, administrator):
    for nobody in (officer, administrator, make_manager(team=make_team()), make_manager(team=None)):
        with pytest.raises(NotAllowed):
            actions.assign_officer(child, make_officer(team=child.team), on=ON, by=nobody)


def test_a_tie_ends_with_reasons_and_opens_nothing_the_day_after(child, officer):
    parent = make_family(child)
    link = parent.person.links.get()
    with pytest.raises(Refused, match="Say why"):
        actions.end_link(link, on=ON, by=officer, reasons=" ")
    with pytest.raises(Refused, match="before it began"):
        actions.end_link(link, on=link.from_on - timedelta(days=1), by=officer, reasons="A court order.")
    actions.end_link(link, on=ON, by=officer, reasons="A court order.")
    assert type(child).objects.visible_to(parent, on=ON).exists()
    assert not type(child).objects.visible_to(parent, on=ON + timedelta(days=1)).exists()
    with pytest.raises(Refused, match="already ended"):
        actions.end_link(link, on=ON, by=officer, reasons="Again.")


def test_a_parent_ends_nobodys_tie(child):
    parent, other = make_family(child), make_family(child)
    with pytest.raises(NotAllowed):
        actions.end_link(other.person.links.get(), on=ON, by=parent, reasons="I want to.")


def test_a_sign_in_of_staff_is_made_without_a_password(administrator, team):
    given = {"first_name": "Teasel", "last_name": "Burdock", "email": " Teasel@Wealdshire.example "}
    user = actions.make_staff_user(**given, roles=[Role.CASE_OFFICER], team=team, on=ON, by=administrator)
    assert user.email == "teasel@wealdshire.example"
    assert not user.has_usable_password() and user.emailaddress_set.get().verified
    people = Person.objects.count()
    with pytest.raises(Refused, match="already a sign-in"):
        actions.make_staff_user(**given, roles=[Role.CASE_OFFICER], team=team, on=ON, by=administrator)
    assert Person.objects.count() == people


@pytest.mark.parametrize("roles", [[], ["king"], [Role.CASE_OFFICER, ""]])
def test_roles_are_those_there_are(administrator, officer, roles):
    with pytest.raises(Refused):
        actions.change_roles(officer, roles=roles, team=None, on=ON, by=administrator)


def acts(user, by):
    """Give the administrator's acts on a sign-in, ready to be done."""
    return [
        lambda: actions.change_roles(user, roles=[Role.BOARD_MEMBER], team=None, on=ON, by=by),
        lambda: actions.close_sign_in(user, on=ON, by=by, reasons="Because."),
        lambda: actions.reset_second_factor(user, on=ON, by=by, reasons="Because."),
    ]


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_administrators_change_sign_ins(officer, role):
    give_second_factor(officer)
    for act in acts(officer, make_user(role=role)):
        with pytest.raises(NotAllowed):
            act()
    officer.refresh_from_db()
    assert officer.is_active and officer.roles == [Role.CASE_OFFICER] and officer.authenticator_set.exists()


def test_nobody_changes_their_own_sign_in(administrator):
    for act in acts(administrator, administrator):
        with pytest.raises(NotAllowed):
            act()


def test_no_family_becomes_staff(child, administrator):
    parent = make_family(child, basis=Basis.PARENT)
    for act in acts(parent, administrator):
        with pytest.raises(NotAllowed):
            act()
    parent.refresh_from_db()
    assert parent.roles == []


@pytest.mark.parametrize("act", [actions.close_sign_in, actions.reset_second_factor])
def test_reasons_are_asked_for(administrator, officer, act):
    give_second_factor(officer)
    with pytest.raises(Refused):
        act(officer, on=ON, by=administrator, reasons=" ")
    officer.refresh_from_db()
    assert officer.is_active and officer.authenticator_set.exists() and officer.sessions_ended_at is None


def kinds_of(child):
    """Give the kinds of the events in a child's history."""
    return list(Event.objects.filter(child_id=child.pk).order_by("pk").values_list("kind", flat=True))


def test_joining_is_told_in_the_history_of_every_child(child, parent, officer):
    sibling, grown = make_child(officer=officer), make_child(officer=officer)
    make_link(sibling, parent)
    make_link(grown, parent, to_on=ON - timedelta(days=1))
    code = actions.make_join_code(parent, child=child, on=ON, by=officer)
    assert kinds_of(child) == ["people.join_code_made"]
    actions.join(actions.find_join_code(code), User(email="rowan@family.example"), on=ON)
    assert kinds_of(child) == ["people.join_code_made", "people.joined"]
    assert (kinds_of(sibling), kinds_of(grown)) == (["people.joined"], [])


def test_the_officer_closes_a_family_sign_in_and_the_history_tells_why(child, officer):
    parent = make_family(child)
    email = parent.email
    give_second_factor(parent)
    actions.reset_second_factor(parent, on=ON, by=officer, reasons="Lost the phone; I know her voice.")
    assert not parent.authenticator_set.exists()
    actions.close_sign_in(parent, on=ON, by=officer, reasons="A partner knew the password.")
    parent.refresh_from_db()
    assert not parent.is_active and not User.objects.filter(email=email).exists()
    assert kinds_of(child) == ["people.second_factor_reset", "people.sign_in_closed"]
    assert last_event()[1] == {"reasons": "A partner knew the password.", "email": email}


def test_another_officer_or_the_family_closes_no_family_sign_in(child, administrator):
    parent, other = make_family(child), make_family(child)
    far = make_officer(team=make_team())
    for by in (other, parent, far, administrator):
        for act in (actions.close_sign_in, actions.reset_second_factor):
            with pytest.raises(NotAllowed):
                act(parent, on=ON, by=by, reasons="Because.")
    parent.refresh_from_db()
    assert parent.is_active


def test_an_officer_closes_no_sign_in_of_staff(child, officer):
    colleague = make_officer(team=make_team())
    make_link(child, colleague.person)
    with pytest.raises(NotAllowed):
        actions.close_sign_in(colleague, on=ON, by=officer, reasons="Because.")


def test_who_joins_again_keeps_what_they_did_and_nothing_else(child, officer):
    parent = make_family(child, email="rowan@family.example")
    actions.close_sign_in(parent, on=ON, by=officer, reasons="Lost.")
    code = actions.find_join_code(actions.make_join_code(parent.person, on=ON, by=officer))
    again = User(email="rowan@family.example")
    again.set_password("three other words")
    actions.join(code, again, on=ON)
    parent.refresh_from_db()
    assert (again.pk, parent.is_active, parent.email) == (parent.pk, True, "rowan@family.example")
    assert parent.check_password("three other words") and not parent.emailaddress_set.exists()


def test_the_code_goes_with_the_last_tie_only(child, parent, officer):
    sibling = make_child(officer=officer)
    make_link(sibling, parent)
    typed = actions.make_join_code(parent, on=ON, by=officer)
    actions.end_link(child.links.get(), on=ON, by=officer, reasons="A court order.")
    assert actions.find_join_code(typed)
    actions.end_link(sibling.links.get(), on=ON, by=officer, reasons="A court order.")
    assert actions.find_join_code(typed) is None
    assert JoinCode.objects.get().withdrawn_at and last_event()[1]["code_withdrawn"] is True


def test_an_administrator_makes_a_team_once(administrator, officer):
    team = actions.make_team(" North   team ", on=ON, by=administrator)
    assert (team.name, last_event()) == ("North team", ("people.team_made", {"name": "North team"}))
    for name in ("north TEAM", " "):
        with pytest.raises(Refused):
            actions.make_team(name, on=ON, by=administrator)
    with pytest.raises(NotAllowed):
        actions.make_team("South team", on=ON, by=officer)
