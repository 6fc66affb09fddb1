"""What the law and the policy let happen to a request and its review: a small model, without the database.

Each method is an act. It says whether the act may be done by this person at this moment, and if it may the model
has done it. The real acts must succeed and be refused exactly then.
"""

from dataclasses import dataclass, field
from datetime import date

from policy.deadlines import due, last_notified_on
from tests.decisions.machine.lawful_review import Reviewing
from tests.decisions.machine.parts import (
    BOARD,
    BODIES,
    CAME,
    CHECKERS,
    FAMILY,
    INCOMPLETE,
    MANAGERS,
    OFFICE,
    OUTCOMES,
    THEIRS,
    TRIAGED,
    Item,
    Review,
)  # fmt: skip


@dataclass
class Lawful(Reviewing):
    """One child's request, at a moment."""

    on: date
    outside: bool
    meetings: list
    request: str = "requested"
    disposed: bool = False
    found: bool = False
    costed: set = field(default_factory=set)
    asked_more_on: set = field(default_factory=set)
    item: Item | None = None
    review: Review | None = None
    # Who stepped aside: from the case, however often it is listed.
    aside: set = field(default_factory=set)
    standing: dict = field(default_factory=dict)
    tokens: set = field(default_factory=set)
    # The notice of the decision: the day it was expected, when it reached each, the clock it started.
    expected: date | None = None
    arrived: dict = field(default_factory=dict)
    started: date | None = None
    due: date | None = None
    is_owed: bool = False
    ran: set = field(default_factory=set)

    # What the family and the officer do.

    def amend(self, who):
        """The family's own change, until the papers are locked."""
        if who not in THEIRS or self.request not in TRIAGED:
            return False
        self.request = "requested"
        self.costed.discard(0)
        return True

    def withdraw(self, who, because):
        """Taken back, also from an agenda, as long as the Board has recorded nothing."""
        listed = self.request == "on_agenda" and self.item.state == "listed"
        if who not in THEIRS or not because or not (self.request in TRIAGED or listed):
            return False
        self.request, self.item = "withdrawn", None
        return True

    def close_no_longer_needed(self, who, because):
        """No longer needed: the officer notes it."""
        if who not in OFFICE or not because or self.request not in TRIAGED:
            return False
        self.request = "no_longer_needed"
        return True

    def dispose(self, who, words):
        """Outside a window: how it is dealt with."""
        if who not in OFFICE or not words or not self.outside or self.request not in TRIAGED:
            return False
        self.disposed = True
        return True

    def ask_for_more(self, who):
        """What is missing, once a day."""
        if who not in OFFICE or self.request not in ("requested", "ready") or self.on in self.asked_more_on:
            return False
        self.request = "info_needed"
        self.asked_more_on.add(self.on)
        return True

    def settle_question(self, who, words):
        """It came, or is not needed."""
        if who not in OFFICE or not words or self.request != "info_needed":
            return False
        self.request = "requested"
        return True

    def check_recipient(self, who):
        """Who would be paid."""
        if who not in OFFICE or self.request not in TRIAGED:
            return False
        return setattr(self, "found", True) is None

    def check_cost(self, who, line):
        """What a line costs."""
        if who not in OFFICE or self.request not in TRIAGED:
            return False
        return self.costed.add(line) is None

    def make_ready(self, who):
        """Ready when nothing is missing."""
        is_found = self.found and self.costed == {0, 1} and (self.disposed or not self.outside)
        if who not in OFFICE or self.request not in ("requested", "info_needed") or not is_found:
            return False
        self.request = "ready"
        return True

    # What happens to the agenda.

    def meeting_at(self, which):
        """Give a meeting by its place from the next one: 0 is the next, -1 the last that was."""
        first = next((n for n, each in enumerate(self.meetings) if each.meets_on >= self.on), None)
        return None if first is None else min(max(first + which, 0), len(self.meetings) - 1)

    def _takes_items(self, which, waiver):
        place = self.meeting_at(which)
        if place is None:
            return None
        meeting = self.meetings[place]
        is_open = not meeting.is_closed and meeting.meets_on >= self.on
        return place if is_open and (waiver or self.on <= meeting.papers_on) else None

    def put_on_agenda(self, who, about, which, waiver):
        """A request that is ready; a review that is heard and considered."""
        place = self._takes_items(which, waiver)
        if who != "manager" or place is None:
            return False
        if about == "request" and self.request == "ready":
            self.request, self.item = "on_agenda", Item(place, "request", (0, 1))
            return True
        review = self.review
        if (
            about == "review"
            and review
            and review.state == "accepted"
            and review.met
            and not review.unconsidered
        ):
            review.state, self.item = "on_agenda", Item(place, "review", review.lines)
            return True
        return False

    def _is_listed(self):
        return self.item is not None and self.item.state == "listed"

    def move(self, who, which, waiver):
        """To another meeting, undecided again."""
        place = self._takes_items(which, waiver)
        if who != "manager" or not self._is_listed() or place in (None, self.item.meeting):
            return False
        self.item = Item(place, self.item.about, self.item.lines)
        return True

    def take_off(self, who, because):
        """Off the agenda: it waits."""
        if who != "manager" or not because or not self._is_listed():
            return False
        return self._wait()

    def _wait(self):
        if self.item.about == "request":
            self.request = "ready"
        else:
            self.review.state = "accepted"
        self.item = None
        return True

    def defer(self, who, because, which):
        """Put off at the meeting, to another one or to none yet."""
        sits = self.item is not None and who in self.present()
        if not (who == "manager" or sits) or not because or not self._is_listed():
            return False
        if self.on < self.meetings[self.item.meeting].meets_on:
            return False
        if which is None:
            return self._wait()
        place = self._takes_items(which, True)
        if place in (None, self.item.meeting):
            return False
        self.item = Item(place, self.item.about, self.item.lines)
        return True

    def recuse(self, who, member):
        """A member steps aside before they have decided anything."""
        may = who == "manager" or (who in BOARD and who == member)
        if not may or not self._is_listed() or member in self.item.deciders | self.aside:
            return False
        return self.aside.add(member) is None

    def attendance(self, who, came):
        """Who came; whoever took part stays on record."""
        place = self.last_meeting()
        if who not in MANAGERS or place is None or self.meetings[place].is_closed:
            return False
        meeting, new = self.meetings[place], CAME[came]
        voters = self.item.voters if self.item and self.item.meeting == place else set()
        if any(new.get(name) != meeting.came.get(name) for name in meeting.stay | voters):
            return False
        meeting.came = dict(new)
        return True

    def last_meeting(self):
        """Give the meeting of the item whose day has come, else the last that was; None before the first."""
        held = [n for n, each in enumerate(self.meetings) if each.meets_on <= self.on]
        if self.item and self.item.meeting in held:
            return self.item.meeting
        return held[-1] if held else None

    def close_meeting(self, who):
        """Closed when nothing waits to be decided."""
        place = self.last_meeting()
        if who not in MANAGERS or place is None or self.meetings[place].is_closed:
            return False
        waits = self._is_listed() and self.item.meeting == place
        if waits or self.meetings[place].others_wait:
            return False
        self.meetings[place].is_closed = True
        return True

    # What the Board, its checker and its letters do.

    def present(self):
        """Give who takes part in the item, and for whom."""
        came = self.meetings[self.item.meeting].came
        return {name: body for name, body in came.items() if name not in self.aside}

    def _is_quorate(self):
        return set(self.present().values()) == set(BODIES.values())

    def decide(self, who, line, how):
        """One line, once, at the meeting, in quorum, with complete answers."""
        if not self._is_listed() or who not in self.present():
            return False
        meeting, item = self.meetings[self.item.meeting], self.item
        if meeting.is_closed or self.on < meeting.meets_on or not self._is_quorate():
            return False
        if line not in item.lines or line in item.decided or not self._is_complete(how, line):
            return False
        outcome = self.standing[line] if item.about == "review" and how == "upheld" else OUTCOMES[how]
        item.decided[line] = outcome
        item.deciders.add(who)
        meeting.stay.add(who)
        return True

    def _is_complete(self, how, line):
        if how in INCOMPLETE or (self.item.about == "review" and self.review.unconsidered):
            return False
        if self.item.about == "request" or how == "upheld":
            return True
        # On review it is said how it came out, and what changes is not what stands.
        return how in ("overturned", "varied") and OUTCOMES[how] != self.standing[line]

    def record(self, who):
        """The whole, when each line is decided, all that came is considered, and the meeting is quorate."""
        if not self._is_listed() or who not in self.present() or not self._is_quorate():
            return False
        unread = self.item.about == "review" and self.review.unconsidered
        if set(self.item.decided) != set(self.item.lines) or unread:
            return False
        self.item.state, self.item.voters = "recorded", set(self.present())
        self.item.deciders.add(who)
        self._move("decided")
        return True

    def _move(self, state):
        if self.item.about == "request":
            self.request = state
        else:
            self.review.state = state

    def _may_check(self, who, *states):
        took_part = self.aside | (self.item.voters | self.item.deciders if self.item else set())
        return (
            self.item is not None and self.item.state in states and who in CHECKERS and who not in took_part
        )

    def pass_check(self, who):
        """By a second person, who took no part."""
        if not self._may_check(who, "recorded"):
            return False
        self.item.state, self.item.checked_on = "checked", self.on
        return True

    def send_back(self, who, because):
        """Another round: nothing of it is decided."""
        if not because or not self._may_check(who, "recorded", "checked"):
            return False
        old = self.item
        self.item = Item(old.meeting, old.about, old.lines)
        self._move("on_agenda")
        return True

    def release(self, who):
        """The family is told, and only then anything has effect."""
        if not self._may_check(who, "checked"):
            return False
        item, self.item = self.item, None
        self.meetings[item.meeting].stay |= item.voters
        self.standing |= item.decided
        if item.about == "review":
            self.request, self.review = "review_outcome", None
            return True
        self.request, self.is_owed = "review_window", True
        self.expected = self.started = last_notified_on([("email", self.on), ("post", self.on)])
        self.due = due("review_request", self.expected).due_on
        return True

    def letter(self, name, comes):
        """The letter of the decision reaches somebody, or comes back."""
        if self.expected and name not in self.arrived and comes:
            self.arrived[name] = self.on
        return True

    def last_day(self):
        """Give the last day to ask; None as long as the notice has not reached everyone."""
        if set(self.arrived) != set(FAMILY):
            return None
        return max(self.due, due("review_request", max(self.arrived.values())).due_on)

    def follow(self):
        """A notice that came late moves its clock."""
        if not self._ran("follow"):
            self._move_window()
        return True

    def _move_window(self):
        if self.is_owed and self.last_day() and max(self.arrived.values()) > self.started:
            self.started, self.due = max(self.arrived.values()), self.last_day()

    def conclude(self):
        """A decision nobody asked about is closed after its last day."""
        is_over = (
            self.last_day() is not None and max(self.arrived.values()) <= self.started and self.due < self.on
        )
        if self._ran("conclude") or self.request != "review_window" or self.review or not is_over:
            return True
        self.request, self.is_owed = "concluded", False
        return True

    def _ran(self, job):
        did, self.ran = job in self.ran, self.ran | {job}
        return did
