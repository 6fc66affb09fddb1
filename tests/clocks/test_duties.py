"""Every duty with a clock is registered, and is chased on the days of policy."""

import ast
from datetime import date
from importlib import import_module
from itertools import chain, islice

import pytest
from django.core.exceptions import ImproperlyConfigured

from budgets.duties import DECIDED_BY
from clocks import duties
from letters.kinds import KINDS, STAFF, WorkReminder
from policy import number
from policy.deadlines import DUTIES, due

MONDAY = date(2026, 11, 2)
# The acts that start clocks, under the names they are imported by.
STARTERS = ("clocks.start", "clocks.start_many", "clocks.owe", "start_clock")
# A request is decided by whichever of its days is sooner, so its clock is of one of these.
RECKONED = {"owed.duty": DECIDED_BY}
APPS = ("clocks", "ehcp", "budgets", "decisions", "payments", "portal")


def duties_started(repository):
    """Read out of the apps which duties they start clocks of: written there, a constant, or each of a loop."""
    for path in chain.from_iterable(repository.glob(f"{app}/**/*.py") for app in APPS):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTERS:
                module = import_module(".".join(path.relative_to(repository).with_suffix("").parts))
                yield from values_of(node.args[0], tree, vars(module))


def values_of(name, tree, known):
    """Give what an argument stands for: what its loop goes through when it is named by one."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For) and ast.unparse(name) in ast.unparse(loop.target).strip("()").split(
            ", "
        ):
            place = ast.unparse(loop.target).strip("()").split(", ").index(ast.unparse(name))
            rows = list(eval(ast.unparse(loop.iter), known))
            return [row if isinstance(row, str) else row[place] for row in rows]
    return RECKONED.get(ast.unparse(name)) or [eval(ast.unparse(name), known)]


def test_every_duty_an_app_starts_is_registered_and_no_other(repository):
    assert set(duties_started(repository)) == set(duties.CHASED)


def test_every_duty_a_letter_meets_is_registered():
    assert {kind.duty for kind in KINDS.values() if kind.duty} <= set(duties.CHASED)


def test_each_is_policys_and_is_chased_by_a_digest_to_staff():
    assert {"message_reply", "information_given"} <= set(duties.CHASED) <= set(DUTIES)
    assert {duty.reminder.audience for duty in duties.CHASED.values()} == {STAFF}


def test_a_duty_with_letters_to_the_family_is_one_they_owe():
    with_letters = {duty.name for duty in duties.CHASED.values() if duty.parts}
    assert {DUTIES[name].owed_by for name in with_letters} <= {"family"}


def test_a_duty_is_registered_once_and_must_be_known():
    with pytest.raises(ImproperlyConfigured, match="twice"):
        duties.register("message_reply", reminder=WorkReminder)
    with pytest.raises(ImproperlyConfigured, match="no duty called"):
        duties.register("no_such", reminder=WorkReminder)


def test_the_ladder_is_policys():
    started_on = date(2026, 11, 2)
    due_on = due("message_reply", started_on).due_on
    ladder = number("quick_reminders", on=started_on).amounts
    steps = list(islice(duties.steps_of("message_reply", started_on=started_on, due_on=due_on), len(ladder)))
    assert tuple(int(step.name) for step in steps) == ladder
    assert tuple((step.on - due_on).days for step in steps) == ladder
    assert [step.is_escalation for step in steps] == [days >= 0 for days in ladder]
    assert not steps[0].is_escalation
    assert steps[-1].is_escalation


def test_after_the_ladder_what_is_owed_is_escalated_every_week():
    due_on = date(2026, 11, 9)
    steps = list(islice(duties.steps_of("message_reply", started_on=MONDAY, due_on=due_on), 60))
    assert [step.name for step in steps[:6]] == ["-1", "+1", "+3", "+10", "+17", "+24"]
    assert all(step.is_escalation for step in steps[3:])
    assert [step.is_of_ladder for step in steps[:6]] == [True, True, True, False, False, False]
    assert len({step.name for step in steps}) == 60


def test_a_day_that_moved_moves_its_steps_but_not_their_names():
    before, after = (
        list(islice(duties.steps_of("message_reply", started_on=MONDAY, due_on=date(2026, 11, day)), 5))
        for day in (9, 10)
    )
    assert [step.name for step in before] == [step.name for step in after]
    assert before[0].on == date(2026, 11, 8)
    assert after[0].on == date(2026, 11, 9)
