"""Reasons the law or the policy gives for not going on, so that a page can show them all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from policy.errors import Refused


@dataclass(frozen=True)
class Bar:
    """A reason not to go on: its rule and words a person can act on."""

    rule: str
    words: str


def refuse_if_barred(bars: Sequence[Bar]) -> None:
    """Refuse a step that has bars, in the words of all, under the rule of the first; error: Refused."""
    if bars:
        each = tuple(bar.words for bar in bars)
        raise Refused(bars[0].rule, " ".join(each), each)
