"""What one parent answers about themselves is read and changed by no other of the family (R24.8)."""

from datetime import date

import pytest

from budgets.actions import requests
from budgets.private import hidden_from
from policy import Refused
from tests.factories.budgets import line_answers, make_request, request_answers
from tests.factories.people import make_family

TODAY = date(2026, 11, 6)
BOTH = {"recipient", "reaching"}
CALL = {"needs": "Ring before three.", "share_with_school": False}
RECIPIENT = request_answers()["recipient"]


@pytest.fixture
def other(parent):
    return make_family(parent.child)


@pytest.fixture
def request_(parent):
    return make_request(parent, answers={"reaching": CALL})


def change(request, by, **sections):
    """Change parts of a request as a page does."""
    draft = requests.start_draft(request.child, by=by, amends=request)
    for section, answers in sections.items():
        requests.save_section(draft, section, answers, by=by)
    return requests.submit(draft, on=TODAY, by=by, agreed=True)


def latest(request):
    """Give what was sent last."""
    return request.versions.order_by("number").last().answers


def test_only_who_gave_them_and_staff_read_them(parent, other, request_):
    assert hidden_from(other, request_) == BOTH
    assert hidden_from(parent, request_) == hidden_from(parent.officer, request_) == set()


def test_a_change_by_the_other_parent_is_begun_without_them_and_leaves_them_as_they_are(
    parent, other, request_
):
    before = latest(request_)
    draft = requests.start_draft(parent.child, by=other, amends=request_)
    assert not BOTH & set(draft.answers)
    assert requests.missing(draft, child=parent.child, on=TODAY) == [
        ("declaration", "Confirm that what you have written is true.")
    ]
    changed = change(request_, other, about=before["about"] | {"care_status": "A care team"})
    after = latest(changed)
    assert {part: after[part] for part in BOTH} == {part: before[part] for part in BOTH}
    assert (changed.recipient_name, changed.needs) == (parent.person.name, "Ring before three.")
    assert hidden_from(other, changed) == BOTH and hidden_from(parent, changed) == set()


@pytest.mark.parametrize("part", sorted(BOTH))
def test_nobody_else_answers_them(parent, other, request_, part):
    draft = requests.start_draft(parent.child, by=other, amends=request_)
    with pytest.raises(Refused, match="only they can change it"):
        requests.save_section(draft, part, {"needs": "Ring at night."}, by=other)
    answers = latest(request_) | {part: {"needs": "Ring at night."}}
    changed = requests.amend(request_, answers=answers, on=TODAY, by=other)
    assert latest(changed)[part] == request_.versions.first().answers[part]


def test_what_nobody_answered_yet_is_theirs_who_do(parent, other):
    line = line_answers(parent.provision, mechanism="notional_council")
    request = make_request(parent, lines=[line], answers={"recipient": {}})
    assert hidden_from(other, request) == {"reaching"}
    paid = [line | {"mechanism": "direct_payment"}]
    changed = change(request, other, lines=paid, recipient=RECIPIENT | {"name": "Kim Brook"})
    assert changed.recipient_name == "Kim Brook"
    assert hidden_from(parent, changed) == {"recipient"} and hidden_from(other, changed) == {"reaching"}


def test_what_was_taken_out_is_nobodys(parent, other, request_):
    changed = change(request_, parent, reaching={"needs": "", "share_with_school": False})
    assert hidden_from(other, changed) == {"recipient"}


def test_a_new_request_of_the_other_parent_is_their_own(parent, other, request_):
    draft = requests.start_draft(parent.child, by=other)
    assert requests.save_section(draft, "reaching", CALL, by=other).answers["reaching"] == CALL
