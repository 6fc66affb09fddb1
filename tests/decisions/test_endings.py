"""The Board and a proposed ending: notice is given, or the budget goes on, and one overtaken is cleared."""

from datetime import date

import pytest

from audit.acts import NotAllowed
from budgets.actions.agreements import withdraw_consent
from clocks.models import Clock
from decisions.actions import agenda, checking, deciding, meetings, releasing
from letters.models import Letter
from people.roles import Role
from policy import Refused
from tests.factories.agreements import make_active, make_cast, make_ending
from tests.factories.decisions import make_checker, make_meeting, member_at
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
PROPOSED_ON, MEETS_ON = date(2026, 12, 30), date(2027, 1, 14)
CHECKED_ON, RELEASED_ON = date(2027, 1, 15), date(2027, 1, 18)
WHY = "The school now gives the same support in a group that suits her."
GO_ON = "She has come on a long way, and the group at school would undo it."


@pytest.fixture
def cast(db, time_machine):
    """Give everybody, on the day an ending is proposed."""
    time_machine.move_to("2026-12-30T10:00:00+00:00", tick=False)
    return make_cast()


@pytest.fixture
def item(cast, time_machine):
    """Give a proposed ending on the agenda of a meeting; the day of its release has come."""
    ending = make_ending(make_active(cast), cast)
    meeting = make_meeting(meets_on=MEETS_ON)
    item = agenda.put_on_agenda(ending, meeting, on=PROPOSED_ON, by=cast.manager)
    time_machine.move_to("2027-01-18T10:00:00+00:00", tick=False)
    return item


def decided(item, outcome, reasons):
    member = member_at(item)
    deciding.decide_ending(item, outcome=outcome, reasons=reasons, on=MEETS_ON, by=member)
    item = deciding.record_decision(item, on=MEETS_ON, by=member)
    return checking.pass_check(item, on=CHECKED_ON, by=make_checker())


def ending_of(item):
    item.ending.refresh_from_db()
    item.ending.agreement.refresh_from_db()
    return item.ending.state, item.ending.agreement.state


def test_an_ending_that_is_decided_gives_notice_when_it_is_released(item):
    item = decided(item, "end", WHY)
    assert ending_of(item) == ("decided", "active"), "decided is not released"
    assert (item.ending.board_decided_on, item.ending.board_reasons) == (MEETS_ON, WHY)
    (shown,) = releasing.preview(item, people=[], on=RELEASED_ON)
    item = releasing.release(item, on=RELEASED_ON, by=make_checker())
    assert ending_of(item) == ("notice_given", "stop_notice")
    assert (item.letter.kind, item.letter.parts["says"]) == ("stop_notice", shown.parts())
    assert item.letter.parts["says"]["reasons"] == [WHY]
    assert item.ending.ends_on == date(2027, 2, 15)
    assert Clock.objects.open().get(duty="review_request").about_id == item.ending_id
    assert Clock.objects.get(duty="decision_letter").met_on == RELEASED_ON


def test_a_later_last_day_may_be_given_and_no_earlier_one(item):
    item = decided(item, "end", WHY)
    with pytest.raises(Refused):
        releasing.release(item, ends_on=date(2027, 2, 1), on=RELEASED_ON, by=make_checker())
    item = releasing.release(item, ends_on=date(2027, 3, 31), on=RELEASED_ON, by=make_checker())
    assert item.ending.ends_on == date(2027, 3, 31)


def test_a_budget_that_goes_on_is_told_so_and_why(item):
    item = decided(item, "do_not_end", GO_ON)
    (shown,) = releasing.preview(item, people=[], on=RELEASED_ON)
    item = releasing.release(item, on=RELEASED_ON, by=make_checker())
    assert ending_of(item) == ("not_ended", "active")
    assert (item.letter.kind, item.letter.parts["says"]) == ("ending_not_going_ahead", shown.parts())
    assert item.letter.parts["says"]["reasons"] == [GO_ON]
    assert not Clock.objects.open().filter(duty="review_request").exists()


def test_an_ending_is_decided_with_reasons_once_by_those_who_sit(item):
    member = member_at(item)
    with pytest.raises(Refused, match="Give the reasons"):
        deciding.decide_ending(item, outcome="end", reasons=" ", on=MEETS_ON, by=member)
    with pytest.raises(Refused, match="whether the payments end or go on"):
        deciding.decide_ending(item, outcome="refused", reasons=WHY, on=MEETS_ON, by=member)
    with pytest.raises(NotAllowed):
        deciding.decide_ending(
            item, outcome="end", reasons=WHY, on=MEETS_ON, by=make_user(role=Role.BOARD_MEMBER)
        )
    deciding.decide_ending(item, outcome="end", reasons=WHY, on=MEETS_ON, by=member)
    with pytest.raises(Refused, match="has recorded it already: the payments end"):
        deciding.decide_ending(
            item, outcome="do_not_end", reasons=GO_ON, on=MEETS_ON, by=member_at(item, "health")
        )


def test_an_ending_is_not_decided_out_of_quorum(item):
    item.meeting.attendances.filter(body="social_care").delete()
    with pytest.raises(Refused, match="nobody here is for social care"):
        deciding.decide_ending(item, outcome="end", reasons=WHY, on=MEETS_ON, by=member_at(item))


def test_put_off_nothing_is_written_of_what_is_only_proposed(item):
    later = make_meeting(meets_on=date(2027, 1, 28))
    again = agenda.defer(item, because="Costs.", next_meeting=later, on=MEETS_ON, by=member_at(item))
    assert (again.state, ending_of(again)) == ("listed", ("on_agenda", "active"))
    assert not Letter.objects.filter(kind="deferral").exists()


def test_sent_back_it_is_decided_again(item):
    item = checking.send_back(
        decided(item, "end", WHY), because="Which costs?", on=CHECKED_ON, by=make_checker()
    )
    assert ending_of(item) == ("on_agenda", "active")
    item = decided(item, "do_not_end", GO_ON)
    assert (item.round, item.decisions.count()) == (2, 2)


def test_a_covering_note_has_no_place_in_a_notice(item):
    with pytest.raises(Refused, match="no place for a covering note"):
        releasing.release(
            decided(item, "end", WHY), covering_note="Sorry.", on=RELEASED_ON, by=make_checker()
        )


def test_an_ending_overtaken_by_consent_taken_back_is_cleared_from_the_agenda(item, cast):
    withdraw_consent(
        item.ending.agreement, words="I do not want it any more.", provision_after="The council",
        on=MEETS_ON, by=cast.officer,
    )  # fmt: skip
    assert ending_of(item)[0] == "not_ended"
    member = member_at(item)
    with pytest.raises(Refused, match="nothing to decide here now"):
        deciding.decide_ending(item, outcome="end", reasons=WHY, on=MEETS_ON, by=member)
    with pytest.raises(Refused, match="take it off the agenda"):
        agenda.defer(item, because="Wait.", on=MEETS_ON, by=member)
    item.refresh_from_db()
    agenda.take_off(item, because="It ended at once.", on=MEETS_ON, by=cast.manager)
    assert meetings.close_meeting(item.meeting, on=MEETS_ON, by=cast.manager).state == "closed"


def test_one_overtaken_after_the_check_sends_nothing_and_can_be_cleared(item, cast):
    item = decided(item, "end", WHY)
    withdraw_consent(
        item.ending.agreement, words="I do not want it any more.", provision_after="The council",
        on=CHECKED_ON, by=cast.officer,
    )  # fmt: skip
    with pytest.raises(Refused):
        releasing.release(item, on=RELEASED_ON, by=make_checker())
    item = checking.send_back(item, because="It ended at once.", on=RELEASED_ON, by=make_checker())
    assert (
        agenda.take_off(item, because="It ended at once.", on=RELEASED_ON, by=cast.manager).state
        == "taken_off"
    )
    assert not Letter.objects.filter(kind="stop_notice").exists()
