"""A request and its review at random: 300 cases, whatever anybody tries, and no unlawful state (b1, b2).

Each act must be done and be refused exactly when the small model in `machine/lawful.py` says so, and what may never
be, in `machine/unlawful.py`, is looked for in the database after every step.
"""

import copy
import os
import secrets
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from audit.acts import NotAllowed
from budgets.models import PersonalBudgetRequest
from clocks import models as clock_models
from decisions import states
from decisions.actions import deciding
from decisions.models import AgendaItem, DecisionReview
from policy import Refused
from tests.decisions.machine import unlawful
from tests.decisions.machine.onward import next_act
from tests.decisions.machine.parts import BOARD, CAME, EVERYBODY, INCOMPLETE, OUTCOMES, RIGHT
from tests.decisions.machine.script import EVERY_ACT
from tests.decisions.machine.trying import BEGAN_ON, Cast, Tries

pytestmark = pytest.mark.django_db
CASES, STEPS = int(os.environ.get("MACHINE_CASES") or 300), 15
STAGES = (
    "requested", "outside", "asked for more", "ready", "listed", "recorded", "told", "asked", "asked late", "heard",
    "decided again", "answered", "unquestioned", "taken back", "not needed",
)  # fmt: skip
# As far as each goes with its review.
REVIEWED = {"heard": "listed", "decided again": "recorded", "answered": "review_outcome"}
ENDS = {
    "asked for more": ("ask_for_more", "officer", {}),
    "taken back": ("withdraw", "parent", {"because": "We moved."}),
    "not needed": ("close_no_longer_needed", "officer", {"because": "They wrote so."}),
}
SAID = st.sampled_from(["The family said so.", "The family said so.", ""])
WHICH, LINE, OFTEN = st.integers(-1, 3), st.integers(0, 1), st.sampled_from([True, True, True, False])


def tried(act, **how):
    """Give tries of an act, mostly by somebody who may."""
    who = st.sampled_from(RIGHT[act]) | st.sampled_from(RIGHT[act]) | st.sampled_from(EVERYBODY)
    return st.tuples(st.just(act), who, st.fixed_dictionaries(how))


ASKING = st.one_of(
    tried("amend"),
    tried("withdraw", because=SAID),
    tried("close_no_longer_needed", because=SAID),
    tried("ask_for_more"),
    tried("settle_question", words=SAID),
)
PREPARING = st.one_of(
    tried("dispose", words=SAID),
    tried("check_recipient"),
    tried("check_cost", line=LINE),
    tried("make_ready"),
)
AGENDA = st.one_of(
    tried("put_on_agenda", about=st.sampled_from(["request", "review"]), which=WHICH, waiver=st.booleans()),
    tried("move", which=WHICH, waiver=st.booleans()),
    tried("take_off", because=SAID),
    tried("defer", because=SAID, which=st.none() | WHICH),
    tried("recuse", member=st.sampled_from(BOARD)),
    tried("attendance", came=st.sampled_from(sorted(CAME))),
    tried("close_meeting"),
)
BOARD_ACTS = st.one_of(
    tried("decide", line=LINE, how=st.sampled_from([*OUTCOMES, *INCOMPLETE])),
    tried("decide", line=LINE, how=st.sampled_from(sorted(OUTCOMES))),
    tried("record"),
)
CHECKS = st.one_of(tried("pass_check"), tried("send_back", because=SAID), tried("release"))
REVIEW = st.one_of(
    tried(
        "ask_for_review",
        lines=st.sets(LINE, max_size=2),
        token=st.integers(1, 4),
        wants_meeting=st.sampled_from([None, True, False]),
    ),
    tried("settle_late", accept=OFTEN, words=SAID),
    tried("add_representation"),
    tried("consider", words=SAID),
    tried("offer_meeting"),
    tried("settle_meeting", how=st.sampled_from(["held", "declined", "no_reply"])),
)
LETTERS = st.tuples(
    st.just("letter"),
    st.none(),
    st.fixed_dictionaries({"name": st.sampled_from(["parent", "other_parent"]), "comes": OFTEN}),
)
SWEEPS = st.tuples(st.sampled_from(["follow", "conclude"]), st.none(), st.just({}))

HEARD = (
    ("consider", "officer", {"words": "Read with the reports."}),
    ("settle_meeting", "officer", {"how": "held"}),
    ("put_on_agenda", "manager", {"about": "review", "which": 1, "waiver": True}),
)
READ = tuple(("letter", None, {"name": name, "comes": True}) for name in ("parent", "other_parent"))


class Road(RuleBasedStateMachine):
    """One request and its review, and everybody who may or may not touch them."""

    cases: dict = {}
    done: Counter = Counter()
    refused: Counter = Counter()
    reached: Counter = Counter()

    def __init__(self):
        super().__init__()
        self.saved = transaction.savepoint()
        self.tries, self.was_done = None, True

    def teardown(self):
        connection.check_constraints()
        transaction.savepoint_rollback(self.saved)

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage):
        self.tries = self.cases[stage].begin()

    @property
    def lawful(self):
        return self.tries.lawful

    def attempt(self, act, who, how):
        """Try an act: it is done exactly when the model lets it, and refused in words otherwise."""
        if act == "wait":
            return self.wait(**how)
        if not self.tries.has_what_it_needs(act, **how):
            return None
        after = copy.deepcopy(self.lawful)
        may = getattr(after, act)(*([who] if who else []), **how)
        try:
            self.tries.do(act, who, **how)
        except (Refused, NotAllowed) as problem:
            self.refused[act] += 1
            assert not may, f"{who} may {act} {how} now, and was refused: {problem}"
        else:
            self.done[act] += 1
            self.was_done = True
            assert may, f"{who} did {act} {how}, which nobody may now"
            self.tries.lawful = after
        return may

    def wait(self, days):
        self.lawful.on += timedelta(days=days)
        self.lawful.ran = set()
        self.tries.cast.stand_on(self.lawful.on)

    @rule(days=st.sampled_from([1, 1, 2, 5, 7, 16]))
    def days_pass(self, days):
        self.wait(days)

    @rule(
        how=st.sampled_from(["agreed", "part", "refused", "not_paid", "overturned"]), acts=st.integers(1, 4)
    )
    def the_road_goes_on(self, how, acts):
        for _ in range(acts):
            found = next_act(self.lawful, how)
            if found is None:
                return
            done = self.attempt(*found)
            assert done is not False or found[0] in ("decide", "put_on_agenda", "move"), (
                f"the road ends at {found}"
            )

    @rule(tried=ASKING)
    def somebody_thinks_again(self, tried):
        self.attempt(*tried)

    @rule(tried=PREPARING)
    def somebody_prepares(self, tried):
        self.attempt(*tried)

    @rule(tried=AGENDA)
    def somebody_keeps_the_agenda(self, tried):
        self.attempt(*tried)

    @rule(tried=BOARD_ACTS)
    def somebody_decides(self, tried):
        self.attempt(*tried)

    @rule(tried=CHECKS)
    def somebody_checks(self, tried):
        self.attempt(*tried)

    @rule(tried=REVIEW)
    def somebody_questions_it(self, tried):
        self.attempt(*tried)

    @rule(tried=LETTERS | SWEEPS)
    def the_service_works(self, tried):
        self.attempt(*tried)

    @invariant()
    def nothing_is_unlawful(self):
        if self.tries:
            look = unlawful.check if self.was_done else unlawful.check_stands
            look(self.tries.child, self.lawful)
            self.was_done = False
            self.reached[self.lawful.request] += 1
            if self.lawful.review:
                self.reached[f"review {self.lawful.review.state}"] += 1


def walk(case, road, until):
    """Bring a case along the road until it stands so."""
    road.tries = case
    while case.lawful.request != until and not (case.lawful.item and case.lawful.item.state == until):
        assert road.attempt(*next_act(case.lawful, "refused")) is not False
    return case


def walk_on(case, road, *acts):
    """Let a case go on by these acts."""
    road.tries = case
    case.cast.stand_on(case.lawful.on)
    for act in acts:
        assert road.attempt(*act) is not False


@pytest.fixture(scope="module")
def cases(kept):
    """Walk cases to places of the road, once for all tests; what a test does with one is taken back."""
    with time_machine.travel(BEGAN_ON, tick=False) as clock:
        yield _cases(Cast(clock))


@pytest.fixture
def road(cases):
    """Give the machine with those cases, and with counts of its own."""

    class OwnRoad(Road):
        done, refused, reached = Counter(), Counter(), Counter()

    OwnRoad.cases = cases
    return OwnRoad


def _cases(cast):
    road, cases = Road(), {"requested": Tries(cast), "outside": Tries(cast, outside=True)}
    for stage, until in {"ready": "ready", "listed": "on_agenda", "recorded": "recorded"}.items():
        cases[stage] = walk(Tries(cast), road, until)
    for stage in ("told", "asked", "asked late", "unquestioned", *REVIEWED):
        cases[stage] = walk(Tries(cast), road, "review_window")
    for stage, act in ENDS.items():
        cases[stage] = Tries(cast)
        walk_on(cases[stage], road, act)
    asks = {"lines": {0, 1}, "token": 1, "wants_meeting": None}
    for stage in ("asked", *REVIEWED):
        walk_on(cases[stage], road, ("ask_for_review", "parent", asks))
    for stage, until in REVIEWED.items():
        walk_on(cases[stage], road, *HEARD)
        walk(cases[stage], road, until)
    # On a day of its own: a job works once a date.
    over = (("wait", None, {"days": 91}), ("follow", None, {}), ("conclude", None, {}))
    walk_on(cases["unquestioned"], road, *READ, *over)
    late = cases["asked late"]
    walk_on(late, road, *READ, ("wait", None, {"days": 30}), ("ask_for_review", "officer", asks))
    assert late.lawful.review.state == "late"
    for case in cases.values():
        case.note_the_others()
    return cases


def run(road):
    """Run the machine; the seed of a run that fails is printed, and MACHINE_SEED takes it again."""
    number = int(os.environ.get("MACHINE_SEED") or secrets.randbelow(10**9))
    print(f"MACHINE_SEED={number}")
    seed(number)(road)
    own = settings(
        max_examples=CASES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(road, settings=own)


def test_no_unlawful_state_is_reached_in_300_cases(road):
    # Each place is looked at once, whatever chance begins with.
    for stage in STAGES:
        drive(road, stage, [("wait", None, {"days": 1})])
    began = time.perf_counter()
    run(road)
    print(f"{time.perf_counter() - began:.0f} s; steps in {dict(road.reached)}")
    print(f"done {dict(road.done)}; refused {dict(road.refused)}")
    assert {each.value for each in PersonalBudgetRequest.State} <= set(road.reached)
    assert {f"review {state}" for state in ("late", "accepted", "on_agenda", "decided")} <= set(road.reached)
    assert not AgendaItem.objects.filter(child=road.cases["requested"].child).exists()
    assert not DecisionReview.objects.filter(child=road.cases["told"].child).exists()


def without(monkeypatch, method, guard):
    """Take one guard away from a transition."""
    for each in method._django_fsm.transitions.values():
        left = [condition for condition in each.conditions if condition is not guard]
        monkeypatch.setattr(each, "conditions", left)


def break_second_check(monkeypatch):
    without(monkeypatch, AgendaItem.pass_check, states.checker_is_a_second_person)


def break_quorum(monkeypatch):
    monkeypatch.setattr(deciding, "bars_to_sitting", lambda bodies, *, on: ())
    without(monkeypatch, AgendaItem.record_decision, states.was_quorate)


def break_notice(monkeypatch):
    monkeypatch.setattr(clock_models, "_has_reached_everyone", lambda: Q(pk__isnull=False))


BROKEN = {
    "somebody who took part checks": (break_second_check, "recorded", [("pass_check", "education", {})]),
    "a line is decided without a quorum": (
        break_quorum,
        "listed",
        [
            ("recuse", "manager", {"member": "health"}),
            ("wait", None, {"days": 40}),
            ("decide", "care", {"line": 0, "how": "refused"}),
        ],
    ),
    "a notice that reached one of two closes the window": (
        break_notice,
        "told",
        [READ[0], ("wait", None, {"days": 60}), ("conclude", None, {})],
    ),
}


def drive(road, stage, acts):
    """Let a case go on by these acts, looking after each as a run does; nothing of it stays."""
    machine = road()
    machine.tries = road.cases[stage].begin()
    try:
        for act in acts:
            machine.attempt(*act)
            machine.nothing_is_unlawful()
    finally:
        machine.teardown()


def test_every_act_is_done_by_whoever_may_and_refused_to_a_stranger(road):
    # A run at random leaves some acts to chance; here none is.
    road.done.clear()
    road.refused.clear()
    for stage, acts in EVERY_ACT.items():
        drive(road, stage, [each for act in acts for each in _by_a_stranger_first(act)])
    assert set(road.done) == set(RIGHT)
    assert set(road.refused) == set(RIGHT)


def _by_a_stranger_first(act):
    name, _, how = act
    return [act] if name == "wait" else [(name, "stranger", how), act]


def test_a_broken_guard_is_seen(road, monkeypatch):
    for what, (break_it, stage, acts) in BROKEN.items():
        drive(road, stage, acts)
        with monkeypatch.context() as broken:
            break_it(broken)
            with pytest.raises(AssertionError) as seen:
                drive(road, stage, acts)
        print(f"{what}: {seen.value}")


def test_whoever_stepped_aside_makes_no_quorum_at_the_next_meeting_either(road):
    aside, moved = (
        ("recuse", "manager", {"member": "health"}),
        ("move", "manager", {"which": 2, "waiver": True}),
    )
    decide = ("decide", "care", {"line": 0, "how": "refused"})
    drive(road, "listed", [aside, moved, ("wait", None, {"days": 40}), decide])
    assert (road.done["move"], road.refused["decide"]) == (1, 1)


def test_what_comes_after_a_line_was_decided_is_read_before_the_whole_is_recorded(road):
    decided = [("decide", "care", {"line": line, "how": "upheld"}) for line in (0, 1)]
    added, record = ("add_representation", "parent", {}), ("record", "care", {})
    read = ("consider", "officer", {"words": "Read at the meeting."})
    drive(road, "heard", [("wait", None, {"days": 40}), *decided, added, record, read, record])
    assert road.refused["record"] == 1
