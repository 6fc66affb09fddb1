"""The record of acts for administrators: sign-ins and imports, without a case's content; and who looked at a record."""

import pytest
from django.utils import timezone

from audit.acts import look, record
from audit.models import ViewLog
from people import actions
from people.roles import Role
from tests.factories.people import make_child, make_officer, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
RECORD, LOOKS = "/staff/record/", "/staff/record/looks/"


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR)


@pytest.fixture
def own(client, administrator):
    return sign_in(client, administrator)


@pytest.fixture
def officer():
    return make_officer(team=make_team())


def test_acts_about_sign_ins_are_told_newest_first(own, administrator, officer):
    today = timezone.localdate()
    actions.change_roles(officer, roles=["board_member"], team=officer.team, on=today, by=administrator)
    actions.close_sign_in(officer, on=today, by=administrator, reasons="Left the council")
    text = own.get(RECORD).content.decode()
    assert text.index("Sign-in closed") < text.index("Roles of a member of staff changed")
    roles = f"Roles: {Role.BOARD_MEMBER.label}."
    for words in (officer.person.name, administrator.person.name, "Left the council", roles):
        assert words in text, words


def test_nothing_about_a_child_or_a_family_member_is_there(own, officer):
    child, parent = make_child(officer=officer), make_user()
    record("letters.written", by=officer, about=child, to="Quillfeather")
    record("people.sign_in_closed", by=officer, about=parent, reasons="Quillfeather moved")
    text = own.get(RECORD).content.decode()
    assert "Sign-in closed" in text
    assert "Letter written" not in text
    assert "Quillfeather" not in text and parent.person.name not in text


def test_a_long_record_comes_in_pages_and_asks_little(own, officer, django_assert_max_num_queries):
    for _ in range(30):
        record("people.staff_user_made", by=officer, about=officer, roles=["case_officer"])
    with django_assert_max_num_queries(12):
        page = own.get(RECORD)
    assert page.content.decode().count("Sign-in of a member of staff made") == 25
    assert "?page=" in page.content.decode()


def test_who_looked_at_a_childs_record_is_told_and_that_look_too(own, administrator, officer):
    child, other = make_child(officer=officer), make_child()
    look(by=officer, what="case_letters", about=child)
    look(by=make_user(), what="child", about=other)
    text = own.get(LOOKS, {"reference": f" {child.reference} "}).content.decode()
    assert officer.person.name in text and "Letters" in text
    assert "The family’s page" not in text
    assert child.last_name not in text
    assert ViewLog.objects.filter(by_id=administrator.pk, child_id=child.pk, what="looks").count() == 1


def test_an_unknown_reference_is_told_so(own):
    assert "There is no child with this reference." in own.get(LOOKS, {"reference": "none"}).content.decode()


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_else_reads_it(client, role):
    own = sign_in(client, make_user(role=role, team=make_team()))
    assert [own.get(address).status_code for address in (RECORD, LOOKS)] == [404, 404]
