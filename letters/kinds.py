"""The kinds of letters: one frozen dataclass a kind, whose fields are the contents it must have.

Values are plain (words, numbers, dates, organisations, tuples of these), so a letter's parts can be stored
and rendered later without asking anything again. docs/how-to/add-a-letter.md says how to add one.
"""

from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import ClassVar

from policy import Organisation, Refused, council

KINDS: dict[str, type["Kind"]] = {}
FAMILY, STAFF, SIGN_IN = "family", "staff", "sign-in"
HANDED_OVER = (
    "The whole record has passed to your new case officer: the plan, our letters, your messages, and "
    "everything we owe you with the day it is due."
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of letter: what it is called, what its e-mail says, and, as fields, what it must contain.

    `title`, `email_subject` and `email_words` are read by anyone who opens the mailbox: they name nobody.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    email_subject: ClassVar[str]
    email_words: ClassVar[str]
    source: ClassVar[str]
    version: ClassVar[str] = "1"
    audience: ClassVar[str] = FAMILY
    legal_notice: ClassVar[bool] = False
    duty: ClassVar[str | None] = None
    secret_fields: ClassVar[tuple[str, ...]] = ()
    # A template reads the class; Django would call it first.
    do_not_call_in_templates: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if KINDS.setdefault(cls.code, cls) is not cls:
            raise TypeError(f"There are two kinds of letter called {cls.code}")

    def __post_init__(self):
        for each in fields(self):
            if _is_missing(getattr(self, each.name)):
                words = each.name.replace("_", " ")
                raise Refused(self.source, f"A letter called “{self.title}” must say: {words}.")

    @classmethod
    def is_secret(cls):
        """Tell whether some of its words are never kept once it has been sent."""
        return bool(cls.secret_fields)

    def parts(self):
        """Give what may be stored of its contents, as plain JSON."""
        return {name: value for name, value in self._plain() if name not in self.secret_fields}

    def secrets(self):
        """Give the contents that are sealed until it has been sent."""
        return {name: value for name, value in self._plain() if name in self.secret_fields}

    def _plain(self):
        return [(each.name, _as_plain(getattr(self, each.name))) for each in fields(self)]

    @classmethod
    def contents(cls, parts):
        """Give stored contents as a template reads them: dates as dates, and a missing secret as None."""
        read = {each.name: _as_read(each.type, parts.get(each.name)) for each in fields(cls)}
        return read | {"kind": cls}


def _is_missing(value):
    if isinstance(value, str):
        if "\x00" in value:
            raise Refused("letters", "The words hold a character that cannot be stored.")
        return not value.strip()
    if is_dataclass(value):
        return _is_missing(value.name)
    if isinstance(value, tuple):
        return not value or any(map(_is_missing, value))
    return value is None


def _as_plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return asdict(value)
    return [_as_plain(one) for one in value] if isinstance(value, tuple) else value


def _as_read(of_type, value):
    return date.fromisoformat(value) if of_type is date and value else value


@dataclass(frozen=True, kw_only=True)
class InformationAboutPersonalBudgets(Kind):
    """Information for a family whose child has a plan, or for whom one is prepared (L0, reg 3, R3.1)."""

    code = "information"
    title = "Information about personal budgets"
    template = "information.html"
    email_subject = "Information about personal budgets"
    email_words = (
        "We have written to you about personal budgets: what can be included, the ways to hold one, "
        "how and when to ask, and who can give you free advice.\n\n"
        "You do not have to have a personal budget."
    )
    source = "R3.1"
    duty = "information_given"

    provision: tuple[str, ...]
    mechanisms: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    how_to_ask: str
    when_to_ask: str
    organisations: tuple[Organisation, ...]
    policy_name: str
    policy_link: str

    def __post_init__(self):
        super().__post_init__()
        if len(self.mechanisms) != len({title for title, _ in self.mechanisms}) or len(self.mechanisms) < 4:
            raise Refused("R3.1", "The letter must explain each of the four ways to hold a budget.")


@dataclass(frozen=True, kw_only=True)
class InvitationToJoin(Kind):
    """An invitation to join the portal, with a code that works once (R24.8)."""

    code = "invitation_to_join"
    title = "Your code to join the personal budgets service"
    template = "invitation_to_join.html"
    email_subject = "Your code to join the personal budgets service"
    email_words = "We are inviting you to join the service, where you can read our letters and write to us."
    source = "R24.8"
    secret_fields = ("join_code",)

    join_code: str
    where: str
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class MessageAlert(Kind):
    """A message from the council in the portal, and the alert that it is there (T9, R27.1)."""

    code = "message_alert"
    title = "A message from us"
    template = "message_alert.html"
    email_subject = "We have sent you a message"
    email_words = "We have sent you a message. You can read it, and answer it, in the service."
    source = "R27.1"

    sender: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ChangeOfOfficer(Kind):
    """News that another officer now looks after the case, and that the case was handed over (L15, R27.2)."""

    code = "change_of_officer"
    title = "You have a new case officer"
    template = "change_of_officer.html"
    email_subject = "You have a new case officer"
    email_words = "Your case officer has changed. Our letter says who they are and how to reach them."
    source = "R27.2"

    officer_name: str
    contact: tuple[str, ...]
    from_on: date
    handover: str

    @classmethod
    def naming(cls, officer, *, from_on):
        """Fill the letter in for an officer who takes over on a day."""
        phone = officer.person.phone or council(from_on).phone
        return cls(
            officer_name=officer.person.name,
            contact=(*([f"Phone: {phone}"] if phone else []), f"Email: {officer.email}"),
            from_on=from_on,
            handover=HANDED_OVER,
        )


@dataclass(frozen=True, kw_only=True)
class WorkReminder(Kind):
    """A digest for a member of staff: how much is due and overdue, and no names (R27.2)."""

    code = "work_reminder"
    title = "Work that is due"
    template = "work_reminder.html"
    email_subject = "Work that is due"
    email_words = "Some of what we owe families is due or overdue. Sign in and open Today to see it."
    source = "R27.2"
    audience = STAFF

    due: int
    overdue: int

    def __post_init__(self):
        super().__post_init__()
        if self.due < 0 or self.overdue < 0 or not self.due + self.overdue:
            raise Refused("R27.2", "A work reminder must have something to remind of.")


@dataclass(frozen=True, kw_only=True)
class AccountMail(Kind):
    """A mail about a sign-in, such as a link to choose a new password; its words are not kept once sent."""

    code = "account_mail"
    title = "About your sign-in"
    template = "account_mail.html"
    email_subject = "About your sign-in"
    email_words = "This is about your sign-in."
    source = "sign-in"
    audience = SIGN_IN
    secret_fields = ("subject", "body")

    subject: str
    body: str
