"""Holding, asking who may, recording."""

from datetime import date

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.acts import NotAllowed, authorise, hold, look, record, storable
from audit.models import Event, EventDetail, ViewLog
from audit.rules import is_the_service
from people.models import Child
from people.roles import Role
from tests.factories.ehcp import make_plan, make_provision
from tests.factories.people import make_child, make_family, make_officer, make_team, make_user

ON = date(2026, 11, 21)
pytestmark = pytest.mark.django_db


def test_an_event_says_who_did_what_about_whom_and_when():
    officer = make_officer()
    child = make_child(officer=officer)
    event = record("test.done", by=officer, about=child, on=ON, reasons="Because.")
    event.refresh_from_db()
    assert (event.child_id, event.by_id, event.on, event.kind) == (child.pk, officer.pk, ON, "test.done")
    assert (event.about_type, event.about_id) == ("people.child", child.pk)
    assert event.detail.said == {"reasons": "Because."}
    assert event.detail.by_name == officer.person.name


def test_the_event_given_back_knows_its_link():
    event = record("test.done", by=None, about=make_child(), on=ON)
    stored = Event.objects.get()
    assert (event.seq, bytes(event.digest)) == (1, bytes(stored.digest))
    assert stored.detail.by_name == "the service"


def test_an_event_of_today_needs_no_date(time_machine):
    time_machine.move_to("2026-07-01 23:30+00:00")  # half past midnight of the next day in Wealdshire
    assert record("test.done", by=None, about=make_child()).on == date(2026, 7, 2)


def test_an_event_finds_its_child_through_the_record():
    provision = make_provision(make_plan())
    assert record("test.done", by=None, about=provision, on=ON).child_id == provision.plan.child_id


def test_an_event_about_no_child_can_name_one():
    child, team = make_child(), make_team()
    assert record("test.done", by=None, about=team, on=ON).child_id is None
    assert record("test.done", by=None, about=team, on=ON, child=child).child_id == child.pk


@pytest.mark.parametrize(
    "typed",
    [
        "a\0b",
        "half a pair \ud800 and \udfff",
        "\\u0000 typed out",
        "right to left \u202e",
        "🎈" * 5000,
        {"deep": ["\0", {"\ud800": "x"}]},
    ],
)
def test_no_words_a_person_types_stop_the_record(typed):
    record("test.done", by=None, about=make_child(), on=ON, typed=typed)
    assert EventDetail.objects.get().said == {"typed": storable(typed)}


def test_words_that_can_be_kept_are_kept_as_they_are():
    assert storable("\\u0000 “quoted” 🎈") == "\\u0000 “quoted” 🎈"


def test_a_name_as_long_as_names_may_be_is_cut_not_refused():
    user = make_user()
    user.person.first_name, user.person.last_name = "x" * 100, "y" * 100
    record("test.done", by=user, about=make_child(), on=ON)
    assert len(EventDetail.objects.get().by_name) == 200


def test_a_record_costs_two_inserts():
    child = make_child()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        record("test.done", by=None, about=child, on=ON)
    assert [each["sql"].split()[0] for each in seen] == ["INSERT", "INSERT"]


def test_a_look_is_logged():
    officer = make_officer()
    child = make_child(officer=officer)
    look(by=officer, what="child", about=child)
    seen = ViewLog.objects.get()
    assert (seen.by_id, seen.child_id, seen.what, seen.about_type) == (
        officer.pk,
        child.pk,
        "child",
        "people.child",
    )


@pytest.mark.django_db(transaction=True)
def test_holding_needs_a_transaction():
    with pytest.raises(ImproperlyConfigured):
        hold(make_child())


def test_holding_gives_the_record_as_it_is_now():
    plan = make_plan()
    plan.setting = "not saved"
    type(plan).objects.update(setting="Changed meanwhile")
    assert hold(plan).setting == "Changed meanwhile"


def test_holding_takes_the_child_first_then_the_record():
    provision = make_provision(make_plan())
    with CaptureQueriesContext(connection) as seen:
        hold(provision)
    locks = [each["sql"] for each in seen if "FOR NO KEY UPDATE" in each["sql"]]
    assert [sql.split('FROM "')[1].split('"')[0] for sql in locks] == ["people_child", "ehcp_provision"]


def test_holding_a_record_that_is_gone():
    gone = make_child()
    gone_id, _ = gone.pk, gone.delete()
    gone.pk = gone_id
    with pytest.raises(Child.DoesNotExist):
        hold(gone)


def test_authority_comes_from_the_rules_only():
    child = make_child()
    with pytest.raises(NotAllowed):
        authorise("letters.write_message", child, by=make_officer())
    authorise("letters.write_message", child, by=make_family(child))


def test_an_act_nobody_wrote_a_rule_for_is_a_mistake():
    with pytest.raises(ImproperlyConfigured, match="No rule says who may"):
        authorise("people.teleport", by=make_officer())


@pytest.mark.parametrize("who", [None, AnonymousUser()])
def test_nobody_and_the_service_may_not_do_what_people_do(who):
    child = make_child()
    for perm in ("letters.write_message", "people.end_link", "audit.propose_disposal", "people.change_roles"):
        with pytest.raises(NotAllowed):
            authorise(perm, child, by=who)


def test_a_closed_sign_in_may_do_nothing():
    with pytest.raises(NotAllowed):
        authorise("audit.propose_disposal", by=make_user(role=Role.ADMINISTRATOR, is_active=False))


def test_what_is_left_to_the_service_no_person_may_do():
    rules.add_perm("test.sweep", is_the_service)
    try:
        authorise("test.sweep", by=None)
        with pytest.raises(NotAllowed):
            authorise("test.sweep", by=make_user(roles=Role.values))
    finally:
        rules.remove_perm("test.sweep")
