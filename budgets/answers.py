"""What somebody asks for: a draft's answers read into plain facts, or refused with what is missing (rulebook d1)."""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils import timezone

from budgets.asked_lines import AskedFor, Source, read_lines
from budgets.choices import PAID_OVER, HowHeard, Manages, RecipientKind, RequestKind, ScheduleAnswer
from budgets.reading import Answers, check_storable, refuse
from policy import Refused

SECTIONS = ("about", "lines", "recipient", "views", "reaching", "declaration")


@dataclass(frozen=True)
class About:
    """Why a family asks, and how it came to know."""

    kind: str
    how_heard: str
    institution_preferred: str
    educated_elsewhere: bool
    care_status: str
    words: str


@dataclass(frozen=True)
class Recipient:
    """To whom payments would be made (R5); empty when no line is paid over."""

    recipient_kind: str = ""
    recipient_name: str = ""
    recipient_is_organisation: bool = False
    recipient_born_on: date | None = None
    manages: str = ""
    help_wanted: str = ""
    schedule_answer: str = ""
    employs: bool = False


@dataclass(frozen=True)
class Views:
    """What the child or young person says, and how they said it (R1.6)."""

    views: str
    views_how: str


@dataclass(frozen=True)
class Reaching:
    """How to reach the family, and with whom its request may be shared."""

    needs: str
    share_with_school: bool
    share_with_health: bool
    share_with_advice: bool


@dataclass(frozen=True)
class Asked:
    """A whole request as it was asked."""

    about: About
    lines: tuple[AskedFor, ...]
    recipient: Recipient
    views: Views
    reaching: Reaching
    is_declared: bool
    facts: dict = field(init=False)

    def __post_init__(self):
        about = {name: value for name, value in asdict(self.about).items() if name != "words"}
        facts = about | asdict(self.recipient) | asdict(self.views) | asdict(self.reaching)
        object.__setattr__(self, "facts", facts)

    @property
    def yearly(self):
        """The cost of all lines in a year."""
        return sum((line.yearly for line in self.lines), Decimal("0.00"))


def read(answers, *, child, on, logged=False, kept=frozenset()):
    """Read a draft's answers; what is missing or wrong is refused, the first of it named.

    An officer who logs what a family asked by phone or letter may not know all of it yet (`logged`, R4.5).
    Provision in `kept` was asked for before, and stays linked though the plan no longer has it.
    """
    read = {name: reader() for name, reader in _readers(answers, child, on, logged, kept).items()}
    return Asked(is_declared=read.pop("declaration"), **read)


def missing(answers, *, child, on=None, logged=False, kept=frozenset()):
    """Give what is still to do before the answers can be sent: the part, and words for it."""
    found, on = [], on or timezone.localdate()
    try:
        readers = _readers(answers, child, on, logged, kept)
    except Refused as refused:
        return [("about", refused.words)]
    for section, reader in readers.items():
        try:
            reader()
        except Refused as refused:
            found.append((section, refused.words))
    return found


def is_paid_over(answers):
    """Tell whether a line of the answers asks for money to be paid over, so that somebody receives it."""
    lines = answers.get("lines")
    lines = lines if isinstance(lines, list) else []
    return any(isinstance(line, dict) and line.get("mechanism") in list(PAID_OVER) for line in lines)


def _readers(answers, child, on, logged, kept):
    if not isinstance(answers, dict):
        refuse("Fill in the request.")
    check_storable(answers)
    need_lines = not logged or not _words_of(answers)
    source = partial(Source.of, child, on, kept)
    return {
        "about": lambda: _about(answers.get("about")),
        "lines": lambda: read_lines(answers.get("lines"), source, required=need_lines),
        "recipient": lambda: _recipient(answers, logged),
        "views": lambda: _views(answers.get("views"), logged),
        "reaching": lambda: _reaching(answers.get("reaching")),
        "declaration": lambda: _declaration(answers.get("declaration"), logged),
    }


def _words_of(answers):
    about = answers.get("about")
    words = about.get("words") if isinstance(about, dict) else None
    return isinstance(words, str) and words.strip()


def _about(given):
    read = Answers(given, "why you ask")
    return About(
        kind=read.choice("kind", "what you ask for", RequestKind),
        how_heard=read.choice("how_heard", "how you heard", HowHeard),
        institution_preferred=read.text("institution_preferred", "the kind of school or college", most=200),
        educated_elsewhere=read.yes(
            "educated_elsewhere", "whether education is somewhere else than a school"
        ),
        care_status=read.text("care_status", "who is involved from social care", most=200),
        words=read.text("words", "what was asked", most=5000),
    )


def _recipient(answers, logged):
    given = answers.get("recipient")
    if not is_paid_over(answers) or (logged and not given):
        return Recipient()
    read = Answers(given, "who would receive the payments")
    is_organisation = read.yes("is_organisation", "whether it is an organisation")
    kind = read.choice("kind", "who would receive the payments", RecipientKind)
    if is_organisation and kind != RecipientKind.NOMINEE:
        raise Refused("R5.1", "An organisation can receive payments only when it is nominated.")
    return Recipient(
        recipient_kind=kind,
        recipient_name=read.text(
            "name", "the name of who would receive the payments", most=200, required=True
        ),
        recipient_is_organisation=is_organisation,
        recipient_born_on=read.day("born_on", "their date of birth", required=not is_organisation),
        manages=read.choice("manages", "how they would manage the money", Manages),
        help_wanted=read.text("help_wanted", "the help they would like", most=5000),
        schedule_answer=read.choice("schedule_answer", "the answer about court orders", ScheduleAnswer),
        employs=read.yes("employs", "whether somebody would be employed"),
    )


def _views(given, logged):
    read = Answers({} if logged and given is None else given, "what the child or young person says")
    return Views(
        views=read.text("words", "what the child or young person says", most=5000, required=not logged),
        views_how=read.text("how", "how these views were given", most=300, required=not logged),
    )


def _reaching(given):
    read = Answers({} if given is None else given, "how to reach you")
    return Reaching(
        needs=read.text("needs", "how to reach you", most=5000),
        share_with_school=read.yes("share_with_school", "whether we may talk to the school"),
        share_with_health=read.yes("share_with_health", "whether we may talk to health services"),
        share_with_advice=read.yes("share_with_advice", "whether we may talk to the advice service"),
    )


def _declaration(given, logged):
    read = Answers({} if given is None else given, "the declaration")
    agreed = read.yes("agreed", "that what you have written is true")
    return agreed or logged or refuse("Confirm that what you have written is true.")
