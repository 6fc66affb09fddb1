"""Clocks: dates from policy, started once, met, dropped, and revised in the open."""

from datetime import date, timedelta

import pytest

from clocks import actions, duties
from clocks.models import Clock, ClockRevision, ClockStep, OwedBy
from policy import InputError, Refused
from tests.factories.clocks import make_clock
from tests.factories.letters import make_message
from tests.factories.people import make_child, make_family, make_manager, make_officer, make_team

MONDAY = date(2026, 11, 2)
SAVEPOINT = 2


@pytest.fixture
def child(db):
    """Give a child with an officer in a team."""
    return make_child(officer=make_officer(team=make_team()))


@pytest.fixture
def message(child):
    """Give a message from the child's family."""
    family = make_family(child)
    return make_message(child, family.person, written_by=family)


def start(message, started_on=MONDAY, **given):
    """Start the clock of a message."""
    return actions.start(
        "message_reply", child=message.child, about=message, label="Reply", started_on=started_on, **given
    )


def test_starts_with_the_dates_of_policy(message):
    clock = start(message)
    assert (clock.raw_on, clock.due_on, clock.target_on) == (date(2026, 11, 9),) * 3
    assert clock.owed_by == OwedBy.COUNCIL
    assert clock.next_step_on == date(2026, 11, 8)
    assert clock.policy_version


def test_counts_over_christmas(message):
    # Closed: 25 December, the 28th for Boxing Day on a Saturday, 1 January, and two weekends.
    clock = start(message, date(2026, 12, 24))
    assert clock.due_on == date(2027, 1, 5)


def test_counts_over_the_night_the_clocks_change(message):
    clock = start(message, date(2026, 10, 23))
    assert clock.due_on == date(2026, 10, 30)


def test_is_the_officers_and_the_teams_of_the_child(message, child):
    clock = start(message)
    assert (clock.owner, clock.team) == (child.case_officer, child.team)


def test_is_whose_it_is_given_to(message, child):
    team = make_team()
    manager = make_manager(team=team)
    clock = start(message, owner=manager, team=team)
    assert (clock.owner, clock.team) == (manager, team)


def test_starts_once_a_record_and_day(message):
    first = start(message)
    assert start(message) == first
    assert start(message, MONDAY + timedelta(days=1)) != first
    assert Clock.objects.count() == 2


def test_a_clock_that_was_met_is_not_started_again(message):
    start(message)
    actions.meet("message_reply", about=message, on=MONDAY)
    assert start(message).met_on == MONDAY


def test_many_start_with_as_many_statements_as_few(message, child, django_assert_num_queries):
    def rows(first, many):
        return [
            actions.Start(child.pk, "letters.message", pk, "Reply", MONDAY)
            for pk in range(first, first + many)
        ]

    with django_assert_num_queries(SAVEPOINT + 2):
        actions.start_many("message_reply", rows(1, 5))
    with django_assert_num_queries(SAVEPOINT + 2):
        actions.start_many("message_reply", rows(3, 500))
    assert Clock.objects.filter(owner=child.case_officer, team=child.team).count() == 502


def test_an_unknown_duty_or_day_starts_nothing(message):
    with pytest.raises(Exception, match="no app registers"):
        actions.start("no_such", child=message.child, about=message, label="x", started_on=MONDAY)
    with pytest.raises(InputError):
        start(message, date(1999, 1, 1))
    assert not Clock.objects.exists()


def test_is_met_once(message):
    clock = start(message)
    assert actions.meet("message_reply", about=message, on=date(2026, 11, 5)) == 1
    assert actions.meet("message_reply", about=message, on=date(2026, 11, 6)) == 0
    clock.refresh_from_db()
    assert clock.met_on == date(2026, 11, 5)
    assert clock.next_step_on is None


def test_is_not_met_before_it_starts(message):
    clock = start(message)
    assert actions.meet("message_reply", about=message, on=MONDAY - timedelta(days=1)) == 0
    clock.refresh_from_db()
    assert clock.is_open
    assert actions.meet("message_reply", about=message, on=MONDAY) == 1


def test_one_that_counts_back_from_its_start_is_met_before_it(child):
    meeting = date(2026, 12, 1)
    clock = make_clock(child, duty="annual_review_invitation", started_on=meeting, due_on=date(2026, 11, 17))
    assert actions.meet("annual_review_invitation", about=child, on=date(2026, 11, 16)) == 1
    clock.refresh_from_db()
    assert clock.met_on == date(2026, 11, 16)


def test_meets_only_its_own_duty_and_record(message, child):
    make_clock(child, about=child)
    make_clock(child, about=message, duty="information_given")
    assert actions.meet("message_reply", about=message, on=MONDAY) == 0


@pytest.mark.parametrize(("met_on", "is_late"), [(date(2026, 11, 9), False), (date(2026, 11, 10), True)])
def test_late_is_the_day_after_the_due_day_and_stays_on_the_record(message, met_on, is_late):
    clock = start(message)
    assert clock.is_late(on=met_on) is is_late
    actions.meet("message_reply", about=message, on=met_on)
    clock.refresh_from_db()
    assert clock.is_late(on=date(2027, 6, 1)) is is_late
    assert Clock.objects.late(on=date(2027, 6, 1)).exists() is is_late


def test_is_dropped_with_the_reason(message):
    clock = start(message)
    with pytest.raises(Refused):
        actions.drop("message_reply", about=message, on=MONDAY, because="  ")
    assert actions.drop("message_reply", about=message, on=MONDAY, because="Sent twice.") == 1
    clock.refresh_from_db()
    assert (clock.dropped_on, clock.dropped_because) == (MONDAY, "Sent twice.")
    assert not clock.is_late(on=date(2027, 6, 1))
    assert actions.meet("message_reply", about=message, on=date(2026, 11, 5)) == 0


def council_file(tmp_path, monkeypatch, *holidays):
    """Let the council add bank holidays."""
    days = ", ".join(day.isoformat() for day in holidays)
    path = tmp_path / f"council-{len(holidays)}.toml"
    path.write_text(f"[council]\nextra_bank_holidays = [{days}]\n")
    monkeypatch.setenv("COUNCIL_POLICY", str(path))


def revise(clock):
    """Revise a clock because of a bank holiday."""
    return actions.revise(clock, reason="A bank holiday was declared.", on=date(2026, 11, 4))


def test_a_new_bank_holiday_moves_the_day_and_keeps_both(message, tmp_path, monkeypatch):
    clock = start(message)
    council_file(tmp_path, monkeypatch, date(2026, 11, 6))
    assert revise(clock).due_on == date(2026, 11, 10)
    clock.refresh_from_db()
    assert (clock.raw_on, clock.due_on, clock.target_on) == (date(2026, 11, 10),) * 3
    assert clock.next_step_on == date(2026, 11, 9)
    revision = ClockRevision.objects.get()
    assert (revision.due_on_before, revision.due_on_after) == (date(2026, 11, 9), date(2026, 11, 10))
    assert revision.reason == "A bank holiday was declared."


def test_a_closed_office_moves_only_the_day_to_aim_for(message, tmp_path, monkeypatch):
    clock = start(message)
    path = tmp_path / "closed.toml"
    path.write_text("[council]\nclosure_days = [2026-11-09]\n")
    monkeypatch.setenv("COUNCIL_POLICY", str(path))
    clock = revise(clock)
    assert (clock.due_on, clock.target_on) == (date(2026, 11, 9), date(2026, 11, 6))
    assert ClockRevision.objects.get().reason.endswith("Only the day to aim for has moved.")


def test_nothing_is_written_when_nothing_moves(message):
    revise(start(message))
    assert not ClockRevision.objects.exists()


def family_clock(child, due_on):
    """Make the clock of a family with 15 days to ask for a review: policy says 17 November 2026."""
    return make_clock(child, duty="review_request", owed_by=OwedBy.FAMILY, due_on=due_on)


def test_a_familys_day_never_moves_earlier(child, monkeypatch):
    monkeypatch.setitem(duties.CHASED, "review_request", None)
    clock = revise(family_clock(child, date(2026, 11, 20)))
    assert clock.due_on == date(2026, 11, 20)
    assert not ClockRevision.objects.exists()


def test_a_familys_day_moves_later(child, monkeypatch):
    monkeypatch.setitem(duties.CHASED, "review_request", None)
    clock = revise(family_clock(child, date(2026, 11, 16)))
    assert clock.due_on == date(2026, 11, 17)
    assert ClockRevision.objects.get().due_on_before == date(2026, 11, 16)


def test_the_councils_day_moves_earlier_too(child):
    make_clock(child, due_on=date(2026, 11, 12))
    assert revise(Clock.objects.get()).due_on == date(2026, 11, 9)


def test_a_step_that_was_taken_is_not_taken_again_when_the_day_moves(child):
    clock = make_clock(child, due_on=date(2026, 11, 6))
    taken = {"clock": clock, "step": "-1", "step_on": date(2026, 11, 5), "done_on": date(2026, 11, 5)}
    ClockStep.objects.create(**taken, outcome=ClockStep.Outcome.REMINDED)
    assert revise(clock).next_step_on == date(2026, 11, 10)


def test_what_is_no_longer_owed_keeps_its_dates(child):
    clock = make_clock(child, due_on=date(2026, 11, 6), met_on=date(2026, 11, 4))
    with pytest.raises(Refused):
        revise(clock)


def test_all_that_is_owed_about_a_record_is_dropped_at_once(child, message):
    make_clock(child, about=message, duty="information_given")
    reply, met = start(message), make_clock(child, about=message, duty="review_request", met_on=MONDAY)
    another = make_clock(child, about=child)
    with pytest.raises(Refused):
        actions.close_for(message, on=MONDAY, because=" ")
    assert actions.close_for(message, on=MONDAY, because="The request was withdrawn.") == 2
    assert actions.close_for(message, on=MONDAY, because="The request was withdrawn.") == 0
    reply.refresh_from_db()
    assert (reply.dropped_on, reply.dropped_because) == (MONDAY, "The request was withdrawn.")
    assert reply.next_step_on is None
    assert set(Clock.objects.open()) == {another}
    met.refresh_from_db()
    assert met.dropped_on is None
