"""The same acts, really tried: by the people of one team, on one child's request, as pages and tasks call them."""

import copy
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from budgets.actions import requests, triage
from budgets.models import PersonalBudgetRequest
from clocks.notices import follow_notices
from decisions.actions import agenda, checking, deciding, meetings, releasing, reviewing
from decisions.actions.concluding import conclude_unquestioned
from decisions.models import AgendaItem, DecisionReview
from letters.models import Delivery
from people.roles import Role
from tests.decisions.machine.lawful import Lawful
from tests.decisions.machine.parts import CAME, Meeting
from tests.factories.budgets import line_answers, make_case, make_request
from tests.factories.decisions import WHY, agreed, make_checker, make_meeting, refused
from tests.factories.people import make_family, make_manager, make_team, make_user

BEGAN_ON, FIRST_BOARD, BOARDS = date(2026, 11, 2), date(2026, 11, 12), 14
BACK = "From the day of the first decision: the sessions since then are paid."
WAIVER = "The family was promised this day."


def _part(line, **more):
    part = {
        "outcome": "agreed_in_part",
        "amount": Decimal("1000.00"),
        "secured_by": "The school, for the rest.",
    }
    return agreed(line, **part | more)


ANSWERS = {
    "agreed": agreed,
    "part": _part,
    "refused": refused,
    "not_paid": lambda line: refused(
        line, outcome="not_paid", amount=line.yearly, mechanism="notional_council"
    ),
    "upheld": lambda line: refused(line, review_outcome="upheld"),
    "overturned": lambda line: agreed(line, review_outcome="overturned", backdated_words=BACK),
    "varied": lambda line: _part(line, review_outcome="varied", backdated_words=BACK),
    "no reasons": lambda line: agreed(line, reasons=" "),
    "nobody secures it": lambda line: refused(line, secured_by=""),
    "another sum": lambda line: agreed(line, amount=Decimal("9.00")),
    "dated before it was asked": lambda line: agreed(line, decided_on=date(2026, 10, 1)),
}

ON_A_REVIEW = ("settle_late", "add_representation", "consider", "offer_meeting", "settle_meeting")
ON_AN_ITEM = (
    "move", "take_off", "defer", "recuse", "decide", "record", "pass_check", "send_back", "release",
)  # fmt: skip


class Cast:
    """The people and the Board's meetings, made once for all runs."""

    def __init__(self, clock):
        self.clock = clock
        team = make_team()
        self.manager = make_manager(team=team)
        self.elsewhere = make_manager(team=make_team())
        self.education = make_user(roles=[Role.BOARD_MEMBER, Role.SECOND_CHECKER])
        self.health, self.care, self.absent = (make_user(role=Role.BOARD_MEMBER) for _ in range(3))
        self.checker, self.second = make_checker(), make_checker()
        self.stranger = make_case(team=team)
        self.team = team
        members = [self.education, self.health, self.care]
        self.boards = [
            make_meeting(meets_on=FIRST_BOARD + timedelta(weeks=week), members=members, set_by=self.manager)
            for week in range(BOARDS)
        ]

    def stand_on(self, day):
        """Make it the morning of a day."""
        self.clock.move_to(datetime.combine(day, time(10), UTC), tick=False)


class Tries:
    """One child's request and what is tried on it; `lawful` is the model as it was before."""

    def __init__(self, cast, *, outside=False):
        self.cast = cast
        cast.stand_on(BEGAN_ON)
        self.parent = make_case(team=cast.team, **({"stage": "final"} if outside else {}))
        self.child, self.officer = self.parent.child, self.parent.officer
        self.other_parent = make_family(self.child)
        self.other_parent.person.prefers_post = True
        self.other_parent.person.save()
        lines = [line_answers(self.parent.provision, title=title) for title in ("Therapy", "More therapy")]
        self.number = make_request(self.parent, lines=lines, on=BEGAN_ON).pk
        boards = [Meeting(each.meets_on, each.papers_on) for each in cast.boards]
        self.lawful = Lawful(on=BEGAN_ON, outside=outside, meetings=boards)

    def begin(self):
        """Give a copy to run on from here."""
        own = copy.copy(self)
        own.lawful = copy.deepcopy(self.lawful)
        own.cast.stand_on(own.lawful.on)
        return own

    def note_the_others(self):
        """Note what the others' cases hold at the meetings: who must stay on record, and what waits."""
        for board, meeting in zip(self.cast.boards, self.lawful.meetings, strict=True):
            others = AgendaItem.objects.filter(meeting=board).exclude(child=self.child)
            meeting.others_wait = others.filter(state="listed").exists()
            kept = {*others.values_list("voters", flat=True)}
            kept |= {*others.values_list("decisions__recorded_by", flat=True)}
            meeting.stay |= {name for name, pk in self._board() if pk in kept}

    def _board(self):
        return [(name, getattr(self.cast, name).pk) for name in ("education", "health", "care", "absent")]

    def who(self, name):
        """Give a person by their part."""
        return getattr(self, name, None) or getattr(self.cast, name)

    def has_what_it_needs(self, act, about="request", **how):
        """Tell whether there is a record to try an act on: no page offers one on nothing."""
        if act in ON_A_REVIEW or (act == "put_on_agenda" and about == "review"):
            return self.review is not None
        return act not in ON_AN_ITEM or self.item is not None

    def do(self, act, who, **how):
        """Try an act as a person."""
        getattr(self, f"_{act}")(self.who(who) if who else None, on=self.lawful.on, **how)

    @property
    def request(self):
        """The request, fresh."""
        return PersonalBudgetRequest.objects.get(pk=self.number)

    @property
    def item(self):
        """The item that was listed last."""
        return AgendaItem.objects.filter(child=self.child).order_by("pk").last()

    @property
    def review(self):
        """The review that was asked for last."""
        return DecisionReview.objects.filter(child=self.child).order_by("pk").last()

    def _line(self, place):
        return self.request.lines.order_by("position")[place]

    def _board_at(self, which):
        place = self.lawful.meeting_at(which)
        return self.cast.boards[-1 if place is None else place]

    def _amend(self, by, *, on):
        answers = copy.deepcopy(self.request.versions.order_by("number").last().answers)
        costs = {"65.00": "70.00", "70.00": "65.00"}
        answers["lines"][0]["unit_cost"] = costs[answers["lines"][0]["unit_cost"]]
        came = {"requester": self.request.requester, "received_on": on, "how_received": "phone"}
        requests.amend(self.request, answers=answers, on=on, by=by, came=came)

    def _withdraw(self, by, *, on, because):
        agenda.withdraw_request(self.request, because=because, on=on, by=by)

    def _close_no_longer_needed(self, by, *, on, because):
        requests.close_no_longer_needed(self.request, because=because, on=on, by=by)

    def _dispose(self, by, *, on, words):
        triage.dispose(self.request, disposition="accept_early", words=words, on=on, by=by)

    def _ask_for_more(self, by, *, on):
        triage.ask_for_more(self.request, items=["A quote."], why="To cost it.", on=on, by=by)

    def _settle_question(self, by, *, on, words):
        triage.settle_question(self.request, words=words, on=on, by=by)

    def _check_recipient(self, by, *, on):
        found = {"nominated_in_writing": False, "can_manage": True, "help_considered": True}
        found |= {"has_capacity": True, "is_in_schedule": False}
        triage.check_recipient(self.request, **found, words="By phone.", on=on, by=by)

    def _check_cost(self, by, *, on, line):
        line = self._line(line)
        triage.check_cost(line, council_cost=line.yearly, words="The contract costs as much.", on=on, by=by)

    def _make_ready(self, by, *, on):
        triage.make_ready(self.request, on=on, by=by)

    def _put_on_agenda(self, by, *, on, about, which, waiver):
        subject = self.request if about == "request" else self.review
        words = WAIVER if waiver else ""
        agenda.put_on_agenda(subject, self._board_at(which), waiver=words, on=on, by=by)

    def _move(self, by, *, on, which, waiver):
        agenda.move(self.item, self._board_at(which), waiver=WAIVER if waiver else "", on=on, by=by)

    def _take_off(self, by, *, on, because):
        agenda.take_off(self.item, because=because, on=on, by=by)

    def _defer(self, by, *, on, because, which):
        meeting = None if which is None else self._board_at(which)
        agenda.defer(self.item, because=because, next_meeting=meeting, waiver=WAIVER, on=on, by=by)

    def _recuse(self, by, *, on, member):
        agenda.recuse(self.item, reasons="A friend of theirs.", member=self.who(member), on=on, by=by)

    def _held(self):
        place = self.lawful.last_meeting()
        return self.cast.boards[0 if place is None else place]

    def _attendance(self, by, *, on, came):
        members = [
            (self.who(name), body, place == 0) for place, (name, body) in enumerate(CAME[came].items())
        ]
        meetings.record_attendance(self._held(), members=members, on=on, by=by)

    def _close_meeting(self, by, *, on):
        meetings.close_meeting(self._held(), on=on, by=by)

    def _decide(self, by, *, on, line, how):
        line = self._line(line)
        deciding.decide_line(self.item, line, on=on, by=by, **ANSWERS[how](line))

    def _record(self, by, *, on):
        deciding.record_decision(self.item, on=on, by=by)

    def _pass_check(self, by, *, on):
        checking.pass_check(self.item, on=on, by=by)

    def _send_back(self, by, *, on, because):
        checking.send_back(self.item, because=because, on=on, by=by)

    def _release(self, by, *, on):
        releasing.release(self.item, on=on, by=by)

    def _letter(self, by, *, on, name, comes):
        letters = Delivery.objects.filter(letter__about_id=self.number, letter__kind="decision")
        theirs = letters.filter(letter__addressee=self.who(name).person, notified_on=None)
        if comes:
            theirs.update(state="sent", sent_at=timezone.now(), notified_on=on, failure="")
        else:
            theirs.filter(channel="email").update(state="failed", failure="There is no such mailbox.")

    def _follow(self, by, *, on):
        run = follow_notices(on)
        assert run is None or run.failures == []

    def _conclude(self, by, *, on):
        run = conclude_unquestioned(on)
        assert run is None or run.failures == []

    def _ask_for_review(self, by, *, on, lines, token, wants_meeting):
        reviewing.ask_for_review(
            self.request,
            lines=tuple(self._line(place) for place in sorted(lines)),
            words=WHY,
            wants_meeting=wants_meeting,
            asked_by=self.parent.person if by.is_staff else by.person,
            how_received="phone" if by.is_staff else "portal",
            token=uuid.uuid5(uuid.NAMESPACE_OID, f"{self.child.pk} {token}"),
            on=on,
            by=by,
        )

    def _settle_late(self, by, *, on, accept, words):
        reviewing.settle_late(self.review, accept=accept, words=words, on=on, by=by)

    def _add_representation(self, by, *, on):
        reviewing.add_representation(self.review, words=f"A new report, {uuid.uuid4()}.", on=on, by=by)

    def _consider(self, by, *, on, words):
        sent = self.review.representations.order_by("considered_on", "pk")
        found = sent.filter(considered_on=None).first() or sent.first()
        reviewing.consider(found, words=words, on=on, by=by)

    def _offer_meeting(self, by, *, on):
        reviewing.offer_meeting(self.review, with_whom=self.cast.health, words="At four.", on=on, by=by)

    def _settle_meeting(self, by, *, on, how):
        given = {"state": how, "words": "By phone.", "with_whom": self.cast.health, "held_on": on}
        reviewing.settle_meeting(self.review, **given, on=on, by=by)
