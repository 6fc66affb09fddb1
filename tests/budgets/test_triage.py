"""Triage prepares a request for the Board and never refuses it: what each act does, who may, and when not (b1)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import moves, triage
from clocks.models import Clock
from letters.models import Letter
from people.roles import Basis, Role
from policy import Refused
from tests.factories.budgets import line_answers, make_case, make_ready_request, make_request
from tests.factories.ehcp import make_annual_review, make_information_given
from tests.factories.people import (
    make_family,
    make_link,
    make_manager,
    make_officer,
    make_person,
    make_team,
    make_user,
)

TODAY = date(2026, 11, 6)
FOUND = {
    "nominated_in_writing": False,
    "can_manage": True,
    "help_considered": False,
    "has_capacity": True,
    "is_in_schedule": False,
    "words": "She keeps the books of a shop.",
}


def acts(request):
    """Give every act of triage on a request, by its name, as a function of who does it and when."""
    line = request.lines.get()
    return {
        "dispose": lambda on, by: triage.dispose(
            request, disposition="accept_early", words="It cannot wait.", on=on, by=by
        ),
        "ask_for_more": lambda on, by: triage.ask_for_more(
            request, items=["A quote."], why="To cost it.", on=on, by=by
        ),
        "settle_question": lambda on, by: triage.settle_question(request, words="It came.", on=on, by=by),
        "check_recipient": lambda on, by: triage.check_recipient(request, **FOUND, on=on, by=by),
        "check_cost": lambda on, by: triage.check_cost(
            line, council_cost=Decimal(2000), words="Ours is less.", on=on, by=by
        ),
        "record_views": lambda on, by: triage.record_views(
            request, views="Yes!", how="With cards.", on=on, by=by
        ),
        "assess_care": lambda on, by: triage.assess_care(
            line, assessed_on=on, assessed_by="A social worker", on=on, by=by
        ),
        "set_on_site": lambda on, by: triage.set_on_site(
            line, possible=False, words="No room.", on=on, by=by
        ),
        "ask_setting": lambda on, by: triage.ask_setting(
            line, kind="premises", setting=line.setting, asked_of="The head", on=on, by=by
        ),
        "make_ready": lambda on, by: triage.make_ready(request, on=on, by=by),
    }


@pytest.fixture
def outside(db):
    """Give a request made outside a window, for social care at a school."""
    parent = make_case(stage="final")
    line = line_answers(
        parent.provision, stream="social_care", delivered_at="setting", setting="Wealdbridge Primary School"
    )
    request = make_request(parent, lines=[line])
    request.parent, request.officer = parent, parent.officer
    return request


@pytest.mark.parametrize("name", [
    "dispose", "ask_for_more", "settle_question", "check_recipient", "check_cost", "record_views",
    "assess_care", "set_on_site", "ask_setting", "make_ready",
])  # fmt: skip
def test_each_act_is_for_the_childs_own_officer_and_never_for_tomorrow(outside, name):
    act = acts(outside)[name]
    other_team = make_team()
    for user in (
        make_officer(),
        make_manager(team=other_team),
        make_officer(team=outside.officer.team),
        outside.parent,
        make_user(role=Role.BOARD_MEMBER),
        make_user(role=Role.FINANCE_OFFICER),
        make_user(role=Role.ADMINISTRATOR),
    ):
        with pytest.raises(NotAllowed):
            act(TODAY, user)
    with pytest.raises(Refused, match="future"):
        act(TODAY + timedelta(days=1), outside.officer)


def test_a_case_manager_of_the_team_may_too(outside):
    manager = make_manager(team=outside.officer.team)
    assert acts(outside)["record_views"](TODAY, manager).views == "Yes!"


@pytest.mark.parametrize("name", ["dispose", "check_recipient", "check_cost", "record_views", "set_on_site"])
def test_nothing_is_prepared_once_the_papers_are_locked(db, name):
    parent = make_case(stage="final")
    line = line_answers(parent.provision, delivered_at="setting", setting="Wealdbridge Primary School")
    request = make_ready_request(parent, lines=[line])
    moves.put_on_agenda(request, by=parent.officer)
    with pytest.raises(Refused, match="papers are locked"):
        acts(request)[name](TODAY, parent.officer)


def test_a_request_outside_a_window_is_answered_with_what_becomes_of_it(outside):
    make_annual_review(outside.plan, due_on=date(2027, 6, 1))
    other = make_person()
    make_link(outside.child, other, basis=Basis.HAS_CARE_OF)
    request = triage.dispose(
        outside, disposition="next_review", words="The plan is new.", on=TODAY, by=outside.officer
    )
    assert (request.disposition, request.disposed_on, request.state) == ("next_review", TODAY, "requested")
    letters = Letter.objects.filter(kind="outside_window")
    assert {letter.addressee for letter in letters} == {outside.parent.person, other}
    says = letters.first().parts["says"]
    assert says["disposition"].endswith("of the plan. The plan is new.")
    assert "due by 1 June 2027" in says["next_window"]
    assert len(says["options"]) == 3 and "Take your request back." in says["options"]
    assert not any("next annual review" in option for option in says["options"])
    assert Clock.objects.get(duty="outside_window_letter").met_on == TODAY


def test_what_becomes_of_it_is_one_of_three_and_said_in_words(outside):
    for disposition, words in (("refuse", "No."), ("", "No."), ("accept_early", " ")):
        with pytest.raises(Refused):
            triage.dispose(outside, disposition=disposition, words=words, on=TODAY, by=outside.officer)
    assert not Letter.objects.filter(kind="outside_window").exists()


def test_a_request_made_in_a_window_needs_no_such_answer(parent):
    with pytest.raises(Refused, match="a window was open"):
        acts(make_request(parent))["dispose"](TODAY, parent.officer)


def test_what_is_missing_is_asked_for_with_a_last_day_and_our_own_time_goes_on(outside):
    question = triage.ask_for_more(
        outside,
        items=["A quote from the therapist.", "", "The days\nthey can come."],
        why="The Board needs the cost.",
        on=TODAY,
        by=outside.officer,
    )
    letter = Letter.objects.get(kind="information_needed")
    assert question.letter == letter
    assert letter.parts["says"]["items"] == ["A quote from the therapist.", "The days they can come."]
    clock = Clock.objects.get(duty="information_needed")
    assert (clock.about_id, clock.owed_by, clock.notice) == (outside.pk, "family", letter)
    assert letter.parts["says"]["reply_by"] == clock.due_on.isoformat() == "2026-11-20"
    assert Clock.objects.open().filter(duty="request_decision").exists()
    outside.refresh_from_db()
    assert outside.state == "info_needed"


def test_the_last_day_counts_from_when_the_last_of_them_has_the_letter(outside):
    make_link(outside.child, make_person(email=""), basis=Basis.PARENT)
    triage.ask_for_more(outside, items=["A quote."], why="To cost it.", on=TODAY, by=outside.officer)
    clock = Clock.objects.get(duty="information_needed")
    assert (clock.started_on, clock.due_on) == (date(2026, 11, 10), date(2026, 11, 24))


def test_what_came_settles_it(outside):
    triage.ask_for_more(outside, items=["A quote."], why="To cost it.", on=TODAY, by=outside.officer)
    request = triage.settle_question(outside, words="It came by email.", on=TODAY, by=outside.officer)
    assert request.state == "requested"
    assert request.information_needed.get().settled_words == "It came by email."
    assert Clock.objects.get(duty="information_needed").met_on == TODAY
    with pytest.raises(Refused):
        triage.settle_question(outside, words="Again.", on=TODAY, by=outside.officer)
    with pytest.raises(Refused, match="today already"):
        triage.ask_for_more(outside, items=["More."], why="To cost it.", on=TODAY, by=outside.officer)


def test_something_must_be_asked_for_and_somebody_asked(outside):
    for items, why in (([], "Why"), (["", " "], "Why"), (["A quote."], "")):
        with pytest.raises(Refused):
            triage.ask_for_more(outside, items=items, why=why, on=TODAY, by=outside.officer)
    outside.child.links.update(to_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="nobody in the family to write to"):
        triage.ask_for_more(outside, items=["A quote."], why="To cost it.", on=TODAY, by=outside.officer)
    assert not outside.information_needed.exists()


def test_a_bar_to_receiving_is_recorded_for_the_board_and_refuses_nothing(outside):
    found = FOUND | {"can_manage": False, "help_considered": True, "is_in_schedule": True}
    request = triage.check_recipient(outside, **found, on=TODAY, by=outside.officer)
    assert (request.can_manage, request.is_in_schedule, request.state) == (False, True, "requested")
    assert request.eligibility_checked_on == TODAY


def test_help_is_considered_before_a_no_and_each_finding_has_its_words(outside):
    with pytest.raises(Refused) as refused:
        triage.check_recipient(outside, **FOUND | {"can_manage": False}, on=TODAY, by=outside.officer)
    assert refused.value.rule == "R5.2"
    for wrong in ({"words": ""}, {"can_manage": "perhaps"}):
        with pytest.raises(Refused):
            triage.check_recipient(outside, **FOUND | wrong, on=TODAY, by=outside.officer)


def test_both_costs_are_compared(outside):
    line = acts(outside)["check_cost"](TODAY, outside.officer)
    assert (line.council_cost, line.cost_words) == (Decimal("2000.00"), "Ours is less.")
    outside.refresh_from_db()
    assert outside.costs_checked_on == TODAY
    for cost in (Decimal(-1), Decimal("0.001"), Decimal("1e12"), Decimal("NaN"), 1.5, None, "2"):
        with pytest.raises(Refused) as refused:
            triage.check_cost(line, council_cost=cost, words="Words.", on=TODAY, by=outside.officer)
        assert refused.value.rule == "R10.1"


def test_only_social_care_needs_an_assessment(parent):
    with pytest.raises(Refused) as refused:
        acts(make_request(parent))["assess_care"](TODAY, parent.officer)
    assert refused.value.rule == "R21.5"


def test_words_no_database_can_hold_are_refused(outside):
    for words in ("a\x00b", "\ud800", "x" * 5001, None):
        with pytest.raises(Refused):
            triage.record_views(outside, views=words, how="With cards.", on=TODAY, by=outside.officer)


def test_each_act_is_in_the_childs_record(outside):
    names = [
        "dispose",
        "check_recipient",
        "check_cost",
        "record_views",
        "assess_care",
        "set_on_site",
        "make_ready",
    ]
    make_information_given(outside.plan, outside.parent.person, by=outside.officer)
    for name in names:
        acts(outside)[name](TODAY, outside.officer)
    kinds = Event.objects.filter(child_id=outside.child_id, by_id=outside.officer.pk).values_list(
        "kind", flat=True
    )
    assert {each for each in kinds if each.startswith("budgets.")} == {
        "budgets.outside_window_settled",
        "budgets.recipient_checked",
        "budgets.cost_checked",
        "budgets.views_recorded",
        "budgets.care_assessed",
        "budgets.on_site_settled",
        "budgets.request_ready",
    }


def test_a_family_that_changes_its_mind_is_never_held_back_by_triage(outside):
    assert outside.parent.person in [link.person for link in outside.child.links.all()]
    assert make_family(outside.child).has_perm("budgets.withdraw", outside)
