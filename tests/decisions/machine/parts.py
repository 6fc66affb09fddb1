"""Who and what the model knows: the people by their parts, meetings, the item and the review that are open."""

from dataclasses import dataclass, field
from datetime import date

FAMILY, OFFICE = ("parent", "other_parent"), ("officer", "manager")
THEIRS, MANAGERS = FAMILY + OFFICE, ("manager", "elsewhere")
BODIES = {"education": "education", "health": "health", "care": "social_care"}
BOARD = (*BODIES, "absent")
CHECKERS = ("checker", "second", "education")
EVERYBODY = (*FAMILY, *OFFICE, "elsewhere", "stranger", *BOARD, "checker", "second")
# Who may try each act with any hope; the acts themselves ask for more.
RIGHT = {
    **dict.fromkeys(["amend", "withdraw", "ask_for_review", "add_representation"], THEIRS),
    **dict.fromkeys(["close_no_longer_needed", "dispose", "ask_for_more", "settle_question"], OFFICE),
    **dict.fromkeys(["check_recipient", "check_cost", "make_ready", "consider", "settle_meeting"], OFFICE),
    **dict.fromkeys(["offer_meeting", "settle_late"], OFFICE),
    **dict.fromkeys(["put_on_agenda", "move", "take_off"], ("manager",)),
    **dict.fromkeys(["attendance", "close_meeting"], MANAGERS),
    **dict.fromkeys(["decide", "record"], tuple(BODIES)),
    **dict.fromkeys(["pass_check", "send_back", "release"], ("checker", "second")),
    "defer": ("manager", *BODIES),
    "recuse": ("manager", *BOARD),
}
TRIAGED = ("requested", "info_needed", "ready")
TOLD = ("review_window", "concluded", "review_outcome")
CAME = {
    "all": BODIES,
    "without health": {"education": "education", "care": "social_care"},
    "another for education": {"absent": "education", "health": "health", "care": "social_care"},
}
OUTCOMES = {
    "agreed": "agreed",
    "overturned": "agreed",
    "part": "agreed_in_part",
    "varied": "agreed_in_part",
    "refused": "refused",
    "upheld": "refused",
    "not_paid": "not_paid",
}
INCOMPLETE = ("no reasons", "nobody secures it", "another sum", "dated before it was asked")


@dataclass
class Meeting:
    """A meeting: who came and for whom, whose part in a decision keeps them there."""

    meets_on: date
    papers_on: date
    came: dict = field(default_factory=lambda: dict(BODIES))
    is_closed: bool = False
    stay: set = field(default_factory=set)
    others_wait: bool = False


@dataclass
class Item:
    """The item that is on an agenda now."""

    meeting: int
    about: str
    lines: tuple
    state: str = "listed"
    decided: dict = field(default_factory=dict)
    deciders: set = field(default_factory=set)
    voters: set = field(default_factory=set)
    checked_on: date | None = None


@dataclass
class Review:
    """The review that is open."""

    state: str
    lines: tuple
    wants_meeting: bool | None
    unconsidered: int = 1
    met: bool = False
