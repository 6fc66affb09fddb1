"""The words of the letters about agreements and endings, as they are read."""

import html
import re
from datetime import date

import pytest
import time_machine
from django.utils.html import strip_tags

from budgets.actions import agreements as acts
from budgets.notices import GROUNDS
from letters.models import Letter
from policy.stopping import GROUNDS as STOP_GROUNDS
from tests.factories.agreements import make_active, make_cast, make_notice_given


@pytest.fixture(autouse=True)
def today():
    """Let it be Monday 2 November 2026."""
    with time_machine.travel("2026-11-02T10:00:00+00:00", tick=False):
        yield


def words_of(kind):
    """Give the words of the newest letter of a kind, on one line."""
    letter = Letter.objects.filter(kind=kind).order_by("id").last()
    return re.sub(r"\s+", " ", html.unescape(strip_tags(letter.html)))


def test_every_ground_a_notice_can_be_given_on_is_in_the_agreement():
    wanted = {ground.code for ground in STOP_GROUNDS if ground.needs_notice and ground.sends_letters}
    assert set(GROUNDS) == wanted


@pytest.mark.django_db
def test_the_letters_read_as_one_story():
    cast = make_cast()
    agreement = make_active(cast)
    notice = words_of("payment_notice")
    assert "You do not have to have a direct payment." in notice
    assert "If it is more than £390.00, we ask you about it." in notice
    assert "2 November 2026 onwards" in notice and "£65.00 for each of those weeks" in notice
    assert "1 October 2027 to 31 December 2027" in notice
    assert "by 1 February 2027" in words_of("agreement_active")
    ending = make_notice_given(agreement, cast)
    stop = words_of("stop_notice")
    assert "30 November 2026" in stop and "17 November 2026" in stop
    assert ending.ground_words in stop
    acts.withdraw_consent(agreement, words="I stop.", on=date(2026, 11, 2), by=cast.parent)
    taken_back = words_of("consent_withdrawn")
    assert "until it is arranged another way" in taken_back
    assert "30 November 2026" in taken_back
