"""What a review of a decision must have before it is decided, and what to warn of (reg 7, R7.3, R7.4, R7.9)."""

import re
from collections.abc import Collection
from datetime import date
from difflib import SequenceMatcher

from policy.bars import Bar
from policy.outcomes import ReviewOutcome
from policy.payment_tests import SHORTEST_REASON
from policy.plain import long_date

WORD = re.compile(r"\w+")
# So much alike that a changed date or name does not make reasons new.
ALIKE = 0.9
# Fewer words than these, with "policy" among them, name a rule and not a child.
FEWEST_WORDS = 12
COPIED = "These are the reasons of an earlier decision, in the same words: consider what is different now."
ONLY_POLICY = "These reasons name the policy and little else: say why for this child."


def bars_to_deciding_review(
    outcome: ReviewOutcome,
    *,
    reasons: str,
    all_considered: bool,
    backdated_answered: bool,
    decided_on: date,
    received_on: date,
) -> tuple[Bar, ...]:
    """List why a review may not be decided as proposed; none when it may (reg 7, R7.3, R7.4, R25.5).

    Unit: days; rounding: none. Edge: decided on the day it was asked for is in order; only a decision that
    changes has the time already gone to answer for. Error: none.
    """
    asked = long_date(received_on)
    checks = (
        (
            decided_on >= received_on,
            "R25.5",
            f"The review was asked for on {asked}: it cannot be decided before then.",
        ),
        (all_considered, "R7.3", "Mark each thing the family sent or said as considered, with a note."),
        (
            len(reasons.strip()) >= SHORTEST_REASON,
            "R7.4",
            "Give the reasons in full: the family is sent them.",
        ),
        (
            backdated_answered or not outcome.changes_something,
            "R8.7",
            "Say whether what is agreed now is paid for the time already gone, and why.",
        ),
    )
    return tuple(Bar(rule, words) for met, rule, words in checks if not met)


def same_deciders(original: Collection[int], reviewing: Collection[int]) -> bool:
    """Tell whether everyone who reviews a decision also took it, so that nobody is new (R7.9).

    Edge: fewer of the same people are still the same people; nobody is not the same. Unit, rounding, error:
    none.
    """
    return bool(reviewing) and set(reviewing) <= set(original)


def warnings_about(reasons: str, earlier_reasons: Collection[str]) -> tuple[str, ...]:
    """Give the warnings about reasons that may not be for this child now; they refuse nothing (R6.8).

    Unit: words, without capitals and punctuation. Edge: a changed date or name is still the same reasons; no
    reasons at all are for a bar, not for a warning. Rounding, error: none.
    """
    words = _words(reasons)
    if not words:
        return ()
    copied = any(_is_alike(words, _words(earlier)) for earlier in earlier_reasons)
    only_policy = len(words) < FEWEST_WORDS and bool({"policy", "policies"} & set(words))
    return (*((COPIED,) if copied else ()), *((ONLY_POLICY,) if only_policy else ()))


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _is_alike(words: list[str], earlier: list[str]) -> bool:
    return words == earlier or SequenceMatcher(None, words, earlier, autojunk=False).ratio() >= ALIKE
