"""The written consent of a school or college: asked, answered, taken back; only given counts (reg 9, R9, b9)."""

from datetime import date, timedelta

import pytest

from audit.acts import NotAllowed
from budgets.actions import moves, triage
from clocks.models import Clock
from policy import Refused
from tests.factories.budgets import line_answers, make_ready_request, make_request
from tests.factories.documents import make_document
from tests.factories.people import make_child, make_officer

TODAY = date(2026, 11, 6)
SCHOOL = "Wealdbridge Primary School"


@pytest.fixture
def line(parent):
    """Give a line at a school, paid from the school's own money."""
    answers = line_answers(
        parent.provision, delivered_at="setting", setting=SCHOOL, funding_source="school_budget"
    )
    return make_request(parent, lines=[answers]).lines.get()


@pytest.fixture
def consent(line, parent):
    """Give a consent that was asked for today."""
    return ask(line, parent.officer)


def ask(line, by, **given):
    """Ask the head."""
    own = {"kind": "premises", "setting": SCHOOL, "asked_of": "The head", "on": TODAY}
    return triage.ask_setting(line, by=by, **own | given)


def answer(consent, answer, by, **given):
    """Record what the head said."""
    return triage.record_consent(
        consent, answer=answer, by=by, **{"words": "By email of today.", "on": TODAY} | given
    )


def test_a_setting_that_is_asked_has_a_clock_of_its_own(consent):
    clock = Clock.objects.get(duty="setting_consent")
    assert (clock.about_id, clock.owed_by, clock.due_on) == (consent.pk, "setting", date(2026, 11, 20))
    assert consent.state == "asked"


def test_both_kinds_are_asked_for_apart(line, parent, consent):
    assert line.consents_needed == {"premises", "school_funds"}
    answer(consent, "given", parent.officer)
    assert not line.has_its_consents
    answer(ask(line, parent.officer, kind="school_funds"), "given", parent.officer)
    assert line.has_its_consents


def test_given_in_writing_meets_the_clock(consent, parent):
    given = answer(consent, "given", parent.officer)
    assert (given.state, given.answered_on) == ("given", TODAY)
    assert Clock.objects.get(duty="setting_consent").met_on == TODAY


def test_consent_is_in_writing(consent, parent):
    with pytest.raises(Refused) as refused:
        answer(consent, "given", parent.officer, words=" ")
    assert refused.value.rule == "R9.1"
    file = make_document(parent.child, uploaded_by=parent.officer)
    assert answer(consent, "given", parent.officer, words="", document=file).document == file


def test_a_file_about_another_child_is_no_proof(consent, parent):
    file = make_document(make_child(), uploaded_by=parent.officer)
    with pytest.raises(Refused, match="another child"):
        answer(consent, "given", parent.officer, document=file)


def test_no_answer_is_no_consent_and_may_still_come(consent, line, parent):
    silent = answer(consent, "no_reply", parent.officer, words="")
    assert silent.state == "no_reply" and not line.has_its_consents
    assert Clock.objects.get(duty="setting_consent").dropped_because.startswith("No answer came")
    assert answer(silent, "given", parent.officer).state == "given"


@pytest.mark.parametrize("first", ["refused", "given"])
def test_what_was_answered_is_not_answered_otherwise(consent, parent, first):
    answer(consent, first, parent.officer)
    with pytest.raises(Refused):
        answer(consent, "no_reply", parent.officer)


def test_after_a_refusal_the_setting_can_be_asked_again(consent, line, parent):
    answer(consent, "refused", parent.officer)
    assert ask(line, parent.officer).pk != consent.pk


def test_a_setting_is_not_asked_twice_at_once(consent, line, parent):
    with pytest.raises(Refused, match="asked already"):
        ask(line, parent.officer)


def test_it_can_be_taken_back_even_when_the_board_has_the_case(parent):
    answers = line_answers(parent.provision, delivered_at="setting", setting=SCHOOL)
    request = make_ready_request(parent, lines=[answers])
    moves.put_on_agenda(request, by=parent.officer)
    line = request.lines.get()
    assert answer(line.consents.get(), "withdrawn", parent.officer).state == "withdrawn"
    assert not request.lines.get().has_its_consents


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "verbal"},
        {"setting": "Millbrook College"},
        {"setting": ""},
        {"asked_of": ""},
        {"on": TODAY + timedelta(days=1)},
    ],
)
def test_only_what_the_line_needs_is_asked(line, parent, given):
    with pytest.raises(Refused):
        ask(line, parent.officer, **given)
    assert not line.consents.exists()


def test_the_schools_money_is_asked_about_only_where_it_pays(parent):
    line = make_request(parent).lines.get()
    for kind in ("school_funds", "premises"):
        with pytest.raises(Refused):
            ask(line, parent.officer, kind=kind)


def test_an_answer_comes_after_the_question_and_not_tomorrow(consent, parent):
    for on in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refused):
            answer(consent, "given", parent.officer, on=on)
    with pytest.raises(Refused):
        answer(consent, "maybe", parent.officer)


@pytest.mark.parametrize("given", ["given", "refused", "no_reply"])
def test_an_officer_of_another_team_records_nothing(consent, parent, given):
    for user in (make_officer(), parent):
        with pytest.raises(NotAllowed):
            answer(consent, given, user)
