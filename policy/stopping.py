"""When a direct payment must or may stop, and what has to come first (reg 14, R14)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from policy.bars import Bar
from policy.deadlines import due
from policy.errors import InputError
from policy.plain import long_date

FEWEST_ATTEMPTS = 2
# News of a death reaches the council within weeks: an older day is more likely the wrong month or year.
NEWS_TRAVELS = timedelta(weeks=8)
# No ground to stop: the family agreed in writing to another agreement, and it has begun (b3, an agreed end).
REPLACED = "NEW"


@dataclass(frozen=True)
class StopGround:
    """A ground for stopping direct payments, with what must come before it takes effect."""

    code: str
    rule: str
    words: str
    needs_review: bool = False
    needs_board: bool = True
    needs_notice: bool = True
    may_stop_at_once: bool = False
    sends_letters: bool = True


GROUNDS = (
    StopGround(
        "G1",
        "R14.1",
        "The recipient told the council in writing that they no longer consent.",
        needs_board=False,
        may_stop_at_once=True,
    ),
    StopGround(
        "G2",
        "R14.2",
        "The recipient is no longer someone who may receive direct payments.",
        needs_board=False,
        may_stop_at_once=True,
    ),
    StopGround(
        "G3",
        "R14.3",
        "A review found that the payments are not being used for the agreed provision.",
        needs_review=True,
    ),
    StopGround(
        "G4",
        "R14.4",
        "A review found that the agreed provision can no longer be secured with direct payments.",
        needs_review=True,
    ),
    StopGround(
        "G5",
        "R14.5",
        "The payments harm other services for children and young people with plans.",
    ),
    StopGround(
        "G6",
        "R14.6",
        "The payments are no longer compatible with the efficient use of the council's resources.",
    ),
    StopGround(
        "G7",
        "R14.7",
        "The young person was asked whether they consent, in reasonable ways, and has not confirmed it.",
    ),
    StopGround(
        "G8",
        "R14.12",
        "The child or young person has died.",
        needs_board=False,
        needs_notice=False,
        may_stop_at_once=True,
        sends_letters=False,
    ),
    StopGround(
        "G9",
        "R14.12",
        "The EHC plan has ceased.",
        needs_board=False,
        needs_notice=False,
        may_stop_at_once=True,
    ),
    StopGround(
        "G10",
        "R14.12",
        "Another council is now responsible.",
        needs_board=False,
        needs_notice=False,
        may_stop_at_once=True,
    ),
)
BY_CODE = {ground.code: ground for ground in GROUNDS}
# After an end on one of these the service itself writes nothing to the family: a person speaks with them.
SILENT = tuple(ground.code for ground in GROUNDS if not ground.sends_letters)


@dataclass(frozen=True)
class ProposedStop:
    """A stop as it is proposed: its ground, its day, and what has been done about it so far."""

    ground: str
    ends_on: date
    notified_on: date | None = None
    review_held_on: date | None = None
    board_decided_on: date | None = None
    reasons: str = ""
    provision_after: str = ""
    attempts: Collection[tuple[date, str]] = ()
    fraud_signed_off: bool = False
    plan_maintained_until: date | None = None


def earliest_end(code: str, notified_on: date, *, fraud_signed_off: bool = False) -> date:
    """Give the first day on which payments may end (reg 14, R14.8).

    Unit: calendar days of reasonable notice after the notified day; rounding: none. Edge: consent withdrawn,
    a recipient who may not receive, death, a ceased plan, a move, and fraud signed off by a senior officer
    need no period. Error: InputError for an unknown ground.
    """
    if _ground(code).may_stop_at_once or fraud_signed_off:
        return notified_on
    return due("stop_notice", notified_on).due_on


def bars_to_stopping(stop: ProposedStop) -> tuple[Bar, ...]:
    """List why a direct payment may not stop as proposed; none when it may (reg 14, R14.1-R14.12, R1.5).

    Edge: exactly the notice period is enough; a ceased plan is maintained until its appeal time has passed.
    Error: InputError for an unknown ground.
    """
    ground = _ground(stop.ground)
    return (*_first(ground, stop), *_notice(ground, stop), *_of_its_own(stop))


def is_long_ago(died_on: date, told_on: date) -> bool:
    """Tell whether a death is said to be so long ago that its day is checked again (R14.12).

    Unit: whole weeks before the day it is told; rounding: none; edge: exactly so many weeks is not long ago.
    """
    return told_on - died_on > NEWS_TRAVELS


def _first(ground: StopGround, stop: ProposedStop) -> tuple[Bar, ...]:
    """Check what must be recorded before any notice (R1.5, R7.8, R14.3, R14.4)."""
    needs = (
        (
            ground.needs_review,
            stop.review_held_on,
            ground.rule,
            "This ground needs a review of the payments first.",
        ),
        (ground.needs_board, stop.board_decided_on, "R7.8", "The Board has not decided this."),
        (ground.needs_notice, stop.reasons.strip(), "R14.8", "Give the reasons for this family."),
        (
            ground.code != "G8",
            stop.provision_after.strip(),
            "R1.5",
            "Say who secures the provision afterwards.",
        ),
    )
    return tuple(Bar(rule, words) for needed, there, rule, words in needs if needed and not there)


def _notice(ground: StopGround, stop: ProposedStop) -> tuple[Bar, ...]:
    """Check written notice and its length (reg 14, R14.8)."""
    if not ground.needs_notice or ground.may_stop_at_once or stop.fraud_signed_off:
        return ()
    if stop.notified_on is None:
        return (Bar("R14.8", "Written notice with reasons comes before the payments stop."),)
    first = earliest_end(stop.ground, stop.notified_on)
    if stop.ends_on < first:
        return (Bar("R14.8", f"The notice lets payments end on {long_date(first)} at the earliest."),)
    return ()


def _of_its_own(stop: ProposedStop) -> tuple[Bar, ...]:
    """Check what only one ground asks for (R14.7, R19.4)."""
    ways = {how for _, how in stop.attempts}
    if stop.ground == "G7" and min(len(stop.attempts), len(ways)) < FEWEST_ATTEMPTS:
        return (
            Bar("R14.7", "Ask the young person at least twice, in at least two ways, and record the days."),
        )
    if stop.ground != "G9":
        return ()
    if stop.plan_maintained_until is None:
        return (Bar("R19.4", "Record until when the plan must be maintained for an appeal."),)
    if stop.ends_on < stop.plan_maintained_until:
        until = long_date(stop.plan_maintained_until)
        return (Bar("R19.4", f"The plan is maintained until {until}, and so are its payments."),)
    return ()


def _ground(code: str) -> StopGround:
    if code not in BY_CODE:
        raise InputError(f"there is no stop ground called {code!r}; expected G1 to G10")
    return BY_CODE[code]
