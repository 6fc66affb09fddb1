"""The words of the letters: every content is said, and those the law lists are all there."""

import html
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest

from letters.actions import write
from letters.kinds import (
    FAMILY,
    KINDS,
    BoardDecision,
    LatePayments,
    PaymentNotice,
    ReviewOutcome,
    ReviewReceived,
    StopNotice,
)
from policy import Organisation, council
from policy.plain import long_date
from tests.letters.example_requests import AGREED, NO_SUM, REFUSED
from tests.letters.examples import EXAMPLES, example

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 10)
FAMILY_KINDS = [kind for kind in KINDS.values() if kind.audience == FAMILY]
HARD = "<b>O’Brien & Søn</b>\nline two " + "Llanfairpwllgwyngyll" * 6


def html_of(case, kind, **changes):
    """Write a letter and give its words with their tags."""
    child = case.child if kind.audience == FAMILY else None
    [letter] = write(example(kind, **changes), child=child, to=[case.parent], by=case.officer, on=ON)
    return letter.html


def text_of(case, kind, **changes):
    """Write a letter and give its words without their tags."""
    return plain(html_of(case, kind, **changes))


def plain(words):
    """Give words without tags, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split())


def leaves(value):
    """Give each thing that a content says, as it is written."""
    if isinstance(value, tuple):
        return [leaf for one in value for leaf in leaves(one)]
    if is_dataclass(value):
        return [leaf for each in fields(value) for leaf in leaves(getattr(value, each.name))]
    if value is None or isinstance(value, bool):
        return []
    return [long_date(value) if isinstance(value, date) else " ".join(str(value).split())]


@pytest.mark.parametrize("kind", [*FAMILY_KINDS, LatePayments], ids=lambda kind: kind.code)
def test_every_content_is_said(case, kind):
    text = text_of(case, kind)
    for name, value in EXAMPLES[kind].items():
        if name not in kind.secret_fields:
            assert [leaf for leaf in leaves(value) if leaf not in text] == [], name


@pytest.mark.parametrize("kind", [*FAMILY_KINDS, LatePayments], ids=lambda kind: kind.code)
def test_nothing_is_said_of_what_was_left_out(case, kind):
    nothing = {each.name: each.default for each in fields(kind) if each.name in kind.optional_fields}
    if kind is BoardDecision:
        nothing["lines"] = (replace(REFUSED, tests_not_met=()),)
    words = html_of(case, kind, **nothing)
    assert re.search(r"\bNone\b(?!</td>)|<(ul|ol|dl|tbody)[^>]*>\s*</", words) is None
    for this, following in re.findall(r"<h([23])[^>]*>[^<]*</h[23]>\s*<h([23])", words):
        assert following > this, "a heading stands over nothing"


def hard(value):
    """Put words that are hard to print into every content."""
    if isinstance(value, str):
        return HARD
    if isinstance(value, Organisation):
        return replace(value, name=HARD)
    if is_dataclass(value):
        return replace(value, **{each.name: hard(getattr(value, each.name)) for each in fields(value)})
    return (
        tuple(map(hard, value)) * (1 if value and is_pair(value) else 2)
        if isinstance(value, tuple)
        else value
    )


def is_pair(value):
    """Tell whether a tuple is a pair within a list of them."""
    return len(value) == 2 and not isinstance(value[0], tuple) and not is_dataclass(value[0])


@pytest.mark.parametrize("kind", FAMILY_KINDS, ids=lambda kind: kind.code)
def test_hard_words_are_said_as_they_are_and_harm_nothing(case, kind):
    own = {name: hard(value) for name, value in EXAMPLES[kind].items() if name not in kind.secret_fields}
    if "mechanisms" in own:
        own["mechanisms"] = EXAMPLES[kind]["mechanisms"]
    words = html_of(case, kind, **own)
    assert "<b>O" not in words
    if any(isinstance(value, str | tuple) for value in own.values()):
        assert " ".join(HARD.split()) in plain(words)


@pytest.mark.parametrize("kind", FAMILY_KINDS, ids=lambda kind: kind.code)
def test_a_letter_begins_with_a_summary_and_its_headings_go_down_step_by_step(case, kind):
    words = html_of(case, kind)
    assert words.index("letter-summary") < words.index("<h2")
    levels = [int(level) for level in re.findall(r"<h([1-6])", words)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert words.count("<th ") == words.count('scope="')


L5 = {
    "the decision": ("Not agreed", "did not agree"),
    "the reasons, test by test, and what they rely on": (
        "there is room in the group",
        "Is it an efficient use of the council's resources?",
        "The same therapist costs us £40.00 under our contract.",
        "The report of the speech therapist of 4 September 2026",
    ),
    "the right to a review, how, by when, and late": (
        "You have the right to ask us to look at this decision again",
        "online: sign in to",
        "in writing: write to your case officer by email or post",
        "Please ask by 29 December 2026",
        "If you ask later, tell us why. We can still look at the decision again.",
    ),
    "the meeting": ("You can talk to a member of the Board.",),
    "the answer": (
        "We answer in writing, with our reasons, within 28 days of the day we receive your request",
    ),
    "who secures the provision now": (
        "Who makes sure of this support now",
        "The school, with the therapist it has now",
    ),
    "complaint and Ombudsman": ("You can complain", "Local Government and Social Care Ombudsman"),
    "no Tribunal on the budget, but on provision": (
        "You cannot appeal to the Special Educational Needs and Disability Tribunal about the personal budget",
        "You may be able to appeal about the special educational provision",
    ),
}


@pytest.mark.parametrize("part", L5)
def test_a_refusal_says_each_part_that_it_must(case, part):
    text = text_of(case, BoardDecision, lines=(REFUSED,), next_steps=(), payment_reviews=())
    for each in L5[part]:
        assert each in text, each


def test_a_complaint_goes_to_the_council_that_decided(case):
    assert council(ON).complaints.email in text_of(case, BoardDecision)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((AGREED,), "It agreed to the support below."),
        ((AGREED, AGREED), "It agreed to each of the 2 kinds of support below."),
        ((REFUSED,), "It did not agree to what you asked for."),
        ((REFUSED, NO_SUM), "It did not agree to any of the 2 things you asked for."),
        ((AGREED, REFUSED, NO_SUM), "It agreed to part of it: yes to 1 thing, and no to 2."),
    ],
)
def test_a_decision_begins_with_how_much_was_agreed(case, lines, words):
    assert words in text_of(case, BoardDecision, lines=lines)


def test_a_decision_without_a_sum_says_why_and_what_else_can_be_done(case):
    text = text_of(case, BoardDecision, lines=(NO_SUM,), next_steps=())
    for each in (
        "the county contract for therapies",
        "would harm other services",
        "would leave two other schools without any",
        "A choice of two therapists.",
        "You have the right to ask us to look at this decision again",
    ):
        assert each in text, each
    assert "Why we cannot name a sum" not in text_of(case, BoardDecision, lines=(REFUSED,))


@pytest.mark.parametrize("right", ["information and advice", "considered", "our reasons", "a review"])
def test_a_decision_says_the_four_rights(case, right):
    rights = text_of(case, BoardDecision).partition("Your rights")[2].partition("If you want to complain")[0]
    assert right in rights


NOTICE = {
    "1 whom it is for": (
        "The support is for Zephyrine Quillfeather. The money goes to Robin Fern, a parent.",
    ),
    "2 goods or services": (
        "Tutoring in mathematics",
        "Section F, paragraph 12",
        "Two sessions",
        "Every week",
    ),
    "3 amount": (
        "£3,120.00",
        "7 January 2027 to 22 July 2027",
        "£4,680.00 a year",
        "39 weeks",
        "£120.00 for each",
    ),
    "4 conditions": ("The conditions Spend it on the support above only. Keep receipts.",),
    "5 payment dates and account": ("7 January 2027 £480.00", "4 February 2027 £480.00", "bank account"),
    "6 monitoring": (
        "28 April 2027",
        "bank statements",
        "more than £720.00",
        "We may ask for some of it back",
    ),
    "7 reviews": ("First review by 6 April 2027", "at the annual review in March 2027"),
    "8 what to tell us": ("Tell us within a week if:", "the support changes or stops"),
    "9 change and stop": (
        "the money is used for something else",
        "at least 28 days before",
        "You can ask us to look again",
        "within 15 days of our letter",
    ),
    "10 the notice": ("Notice number 1, issued on 10 December 2026 by Kim Lane for",),
    "it is not a must": ("You do not have to have a direct payment.",),
    "managing the money": ("It does not count as your income.", "free training", "you are an employer"),
}


@pytest.mark.parametrize("part", NOTICE)
def test_a_notice_says_each_thing_that_it_must(case, part):
    text = text_of(case, PaymentNotice)
    for each in NOTICE[part]:
        assert each in text, each


STOP = {
    "which payments": ("What ends Tutoring in mathematics, £3,120.00 a year",),
    "the ground in words": ("A review found that the payments are not being used for the agreed provision.",),
    "reasons and evidence": (
        "No tutoring took place from January to March.",
        "The return for January to March 2027",
    ),
    "the last payment": ("Last payment 4 March 2027",),
    "the end and the notice period": ("Ends on 31 March 2027", "Notice we give you At least 28 days"),
    "the annual review": ("the annual review meeting on 18 February 2027",),
    "the right to a review, how, by when": (
        "You have the right to ask us to look at this decision again",
        "online: sign in to",
        "in writing: write to your case officer",
        "Please ask by 16 March 2027",
    ),
    "the meeting": ("You can talk to a member of the Board.",),
    "payments meanwhile": ("The payments go on until we have answered.",),
    "who secures the provision": (
        "Tutoring in mathematics The school",
        "Help at the swimming pool The council",
    ),
    "final return and account": ("send your last return by 29 March 2027", "Keep the account open"),
    "help for employers": ("notice to your helper, and with redundancy pay",),
}


@pytest.mark.parametrize("part", STOP)
def test_a_stop_notice_says_each_thing_that_it_must(case, part):
    text = text_of(case, StopNotice)
    for each in STOP[part]:
        assert each in text, each


def test_a_review_without_a_board_in_time_says_that_one_is_being_arranged(case):
    assert "It has no meeting yet before our answer is due." in text_of(case, ReviewReceived, board_dates=())
    assert "It has no meeting yet" not in text_of(case, ReviewReceived)


def test_an_outcome_says_from_when_it_holds_and_offers_no_tribunal_on_the_budget(case):
    text = text_of(case, ReviewOutcome)
    assert "What was decided holds from 3 December 2026." in text
    assert "You cannot appeal" in text and "Ombudsman" in text
