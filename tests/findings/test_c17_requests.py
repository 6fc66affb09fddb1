"""C17, Birmingham: earlier requests for the same provision are shown beside the new one, and none is copied."""

from datetime import date

import pytest
import time_machine

from budgets.actions import requests, triage
from tests.factories.budgets import line_answers, make_case, make_request
from tests.factories.ehcp import make_provision


@pytest.fixture
def parent(db):
    """Give a parent who asks again and again."""
    return make_case()


def ask(parent, on, *lines):
    """Let the parent ask on a day."""
    with time_machine.travel(f"{on}T10:00:00+00:00", tick=False):
        return make_request(parent, lines=lines or [line_answers(parent.provision)])


def test_a_third_request_shows_the_first_and_the_second_newest_first(parent):
    first, second, third = (ask(parent, f"2026-{month}-06") for month in ("09", "10", "11"))
    earlier = triage.earlier_of(third.lines.get())
    assert [line.request for line in earlier] == [second, first]
    assert [line.request for line in triage.earlier_of(second.lines.get())] == [first]
    assert triage.earlier_of(first.lines.get()) == []


def test_one_that_was_taken_back_is_shown_too(parent):
    first = ask(parent, "2026-10-06")
    with time_machine.travel("2026-10-07T10:00:00+00:00", tick=False):
        requests.withdraw(first, because="We were told it would be refused.", on=date(2026, 10, 7), by=parent)
    (earlier,) = triage.earlier_of(ask(parent, "2026-11-06").lines.get())
    assert (earlier.state, earlier.request.closed_because) == (
        "withdrawn",
        "We were told it would be refused.",
    )


def test_what_is_not_in_the_plan_is_found_by_its_place_in_the_catalogue(parent):
    travel, breaks = (
        line_answers(catalogue_key=key, stream=stream, title="")
        for key, stream in (("transport", "education"), ("short_breaks", "social_care"))
    )
    ask(parent, "2026-10-06", travel, breaks)
    again = ask(parent, "2026-11-06", travel).lines.get()
    assert [line.title for line in triage.earlier_of(again)] == ["Transport between home and school"]


def test_other_provision_and_other_children_are_not_shown(parent):
    other = make_provision(parent.plan)
    ask(parent, "2026-10-06", line_answers(other))
    ask(make_case(), "2026-10-06")
    assert triage.earlier_of(ask(parent, "2026-11-06").lines.get()) == []


def test_what_was_found_before_is_not_carried_over(parent):
    first = ask(parent, "2026-10-06")
    with time_machine.travel("2026-10-07T10:00:00+00:00", tick=False):
        triage.check_cost(
            first.lines.get(),
            council_cost=2000,
            words="Ours is less.",
            on=date(2026, 10, 7),
            by=parent.officer,
        )
    again = ask(parent, "2026-11-06")
    assert (again.lines.get().council_cost, again.lines.get().cost_words) == (None, "")
    assert "R10.1" in [rule for rule, _ in triage.what_is_missing(again)]
