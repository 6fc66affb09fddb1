"""After a no, or consent taken back, the council owes the support another way, and somebody is told (R1.5)."""

from datetime import date

import pytest
import time_machine

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import agreements as acts
from budgets.actions import endings
from clocks.models import Clock
from clocks.sweep import sweep
from letters.models import Letter
from policy import Refused
from tests.factories.agreements import make_active, make_issued, make_ready_agreement

TODAY, DUE_ON = date(2026, 10, 19), date(2026, 10, 26)
AGREED = {"provision_after": "The school, from Monday", "words": "Talked it through by phone."}


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 19 October 2026."""
    with time_machine.travel("2026-10-19T10:00:00+00:00", tick=False):
        yield


def declined(cast):
    given = {"because": "Too much work", "provision_after": "The council"}
    return acts.decline(make_issued(cast), **given, on=TODAY, by=cast.parent)


def taken_back(make):
    def act(cast):
        return acts.withdraw_consent(make(cast), words="I stop.", on=TODAY, by=cast.parent)

    return act


WAYS = {
    "declined": declined,
    "taken back before the start": taken_back(make_ready_agreement),
    "taken back of an arrangement": taken_back(lambda cast: make_ready_agreement(cast, mechanism="notional_council")),
    "taken back once it runs": taken_back(make_active),
}  # fmt: skip


def owed(agreement):
    return Clock.objects.open().of(agreement)


@pytest.mark.parametrize("way", WAYS)
def test_the_council_owes_the_support_and_nothing_else(cast, way):
    agreement = WAYS[way](cast)
    clock = owed(agreement).get()
    assert (clock.duty, clock.owed_by, clock.owner, clock.due_on) == (
        "another_way",
        "council",
        cast.officer,
        DUE_ON,
    )


def test_staff_are_reminded_and_the_family_is_not(cast):
    declined(cast)
    before = Letter.objects.filter(child=cast.child).count()
    sweep(date(2026, 10, 27))
    assert Letter.objects.get(kind="work_reminder").addressee == cast.manager.person
    assert Letter.objects.filter(child=cast.child).count() == before


def test_the_officer_records_how_it_is_arranged(cast):
    agreement = declined(cast)
    for missing in AGREED:
        with pytest.raises(Refused) as refused:
            acts.note_another_way(agreement, **AGREED | {missing: " "}, on=TODAY, by=cast.officer)
        assert refused.value.rule == "R1.5"
    for user in (cast.parent, cast.finance, cast.checker):
        with pytest.raises(NotAllowed):
            acts.note_another_way(agreement, **AGREED, on=TODAY, by=user)
    agreement = acts.note_another_way(agreement, **AGREED, on=TODAY, by=cast.officer)
    assert agreement.provision_after == "The school, from Monday"
    assert not owed(agreement).exists()
    assert Event.objects.filter(kind="budgets.secured_another_way", about_id=agreement.pk).count() == 1
    with pytest.raises(Refused, match="on record already"):
        acts.note_another_way(agreement, **AGREED, on=TODAY, by=cast.officer)


def test_where_nobody_said_no_there_is_nothing_to_record(cast):
    with pytest.raises(Refused):
        acts.note_another_way(make_active(cast), **AGREED, on=TODAY, by=cast.officer)


def test_after_a_death_nothing_is_arranged(cast):
    given = {"died_on": TODAY, "words": "Told by phone.", "on": TODAY, "by": cast.officer}
    assert not owed(endings.end_after_death(make_issued(cast), **given)).exists()
