"""The letters of every case: information, joining, messages, a change of officer; and those for staff and sign-ins."""

from dataclasses import dataclass
from datetime import date

from letters.kinds.base import SIGN_IN, STAFF, Kind
from policy import Organisation, Refused, council

HANDED_OVER = (
    "The whole record has passed to your new case officer: the plan, our letters, your messages, and "
    "everything we owe you with the day it is due."
)


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
