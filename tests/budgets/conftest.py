"""A day for the tests of budgets, and the people they are about."""

import pytest
import time_machine

from tests.factories.agreements import make_cast
from tests.factories.budgets import make_case


@pytest.fixture(autouse=True)
def today():
    """Let it be Friday 6 November 2026."""
    with time_machine.travel("2026-11-06T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def parent(db):
    """Give a parent who was told about personal budgets; the plan is being drafted."""
    return make_case()


@pytest.fixture
def cast(db):
    """Give everybody an agreement passes through."""
    return make_cast()
