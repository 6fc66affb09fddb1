"""The letter about a last day that has moved."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import Kind
from policy import Refused


@dataclass(frozen=True, kw_only=True)
class DayMoved(Kind):
    """News that a family has longer, because a letter reached them later than it said (T9)."""

    code = "day_moved"
    title = "You have more time"
    template = "day_moved.html"
    email_subject = "You have more time"
    email_words = (
        "A letter reached you later than we expected, so you have more time. Our letter says how long."
    )
    source = "T9"

    what_for: str
    earlier_day: date
    new_day: date
    why: str

    def __post_init__(self):
        super().__post_init__()
        if self.new_day <= self.earlier_day:
            raise Refused("T9", "A day that was printed in a letter only ever moves later.")
