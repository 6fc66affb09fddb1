"""Who may receive a direct payment (reg 5 and the Schedule, R5)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from policy.bars import Bar
from policy.school_age import compulsory_school_age_ends_on, is_over_compulsory_school_age, is_young_person


class RecipientKind(Enum):
    """A kind of person to whom direct payments may be made, and no other (reg 5(1), R5.1)."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    NOMINEE = "nominee"


@dataclass(frozen=True)
class ProposedRecipient:
    """A person to whom payments are proposed to be made, as far as the council knows them (R5.1-R5.6).

    None means that a question has not been answered yet. An organisation, such as a managed account, has no
    date of birth and is always a nominee (R22.1).
    """

    kind: RecipientKind
    is_organisation: bool = False
    born_on: date | None = None
    nominated_in_writing: bool = False
    can_manage: bool | None = None
    help_considered: bool = False
    has_capacity: bool | None = True
    is_in_schedule: bool | None = None


@dataclass(frozen=True)
class Condition:
    """A condition on who may receive, as a question in plain words."""

    rule: str
    authority: str
    question: str


CONDITIONS = (
    Condition("R5.1", "reg 5(1)", "Are they the parent, the young person, or someone nominated in writing?"),
    Condition("R5.2", "reg 5(2)", "Can they manage the payments, alone or with the help available to them?"),
    Condition("R5.3", "reg 5(2)", "Are they over compulsory school age?"),
    Condition("R5.4", "reg 5(2)", "Do they have capacity to consent to the payments?"),
    Condition("R5.5", "reg 5(2)(d)", "Are they free of the court orders listed in the Schedule?"),
)


def bars_to_receiving(who: ProposedRecipient, *, on: date) -> tuple[Bar, ...]:
    """List why someone may not receive direct payments on a day; none when they may (reg 5, R5.1-R5.6).

    Edge: capacity is presumed; an unanswered question bars until it is answered; the last day of compulsory
    school age still bars. Error: none.
    """
    return (*_kind(who, on), *_managing(who), *_age(who, on), *_capacity(who), *_schedule(who))


def _kind(who: ProposedRecipient, on: date) -> tuple[Bar, ...]:
    """Check that they are a parent, the young person, or nominated in writing (reg 5(1), R5.1)."""
    if who.kind is RecipientKind.NOMINEE and not who.nominated_in_writing:
        return (Bar("R5.1", "A nominee must be nominated in writing by the parent or young person."),)
    if who.is_organisation and who.kind is not RecipientKind.NOMINEE:
        return (Bar("R5.1", "An organisation can receive payments only as a nominee."),)
    is_young = who.born_on is not None and is_young_person(who.born_on, on)
    if who.kind is RecipientKind.YOUNG_PERSON and who.born_on and not is_young:
        return (Bar("R5.1", "A young person is over compulsory school age and under 25."),)
    return ()


def _managing(who: ProposedRecipient) -> tuple[Bar, ...]:
    """Check that they can manage, with such help as may be available (reg 5(2), R5.2)."""
    if who.can_manage is None:
        return (Bar("R5.2", "Say whether they can manage the payments, alone or with help."),)
    if not who.can_manage and not who.help_considered:
        return (Bar("R5.2", "Consider the help available to them before saying that they cannot manage."),)
    if not who.can_manage:
        return (Bar("R5.2", "They cannot manage the payments, even with the help available."),)
    return ()


def _age(who: ProposedRecipient, on: date) -> tuple[Bar, ...]:
    """Check that an individual is over compulsory school age (reg 5(2), R5.3)."""
    if who.is_organisation:
        return ()
    if who.born_on is None:
        return (Bar("R5.3", "Record their date of birth: they must be over compulsory school age."),)
    if is_over_compulsory_school_age(who.born_on, on):
        return ()
    ends_on = compulsory_school_age_ends_on(who.born_on)
    return (Bar("R5.3", f"They are of compulsory school age until {ends_on.isoformat()}."),)


def _capacity(who: ProposedRecipient) -> tuple[Bar, ...]:
    """Check capacity to consent, which is presumed (Mental Capacity Act 2005, R5.4)."""
    if who.has_capacity is None:
        return (Bar("R5.4", "Capacity is in doubt: record a dated assessment for this decision."),)
    if not who.has_capacity:
        return (Bar("R5.4", "They do not have capacity to consent to direct payments."),)
    return ()


def _schedule(who: ProposedRecipient) -> tuple[Bar, ...]:
    """Check the declaration about court orders in the Schedule (reg 5(2)(d), R5.5, R5.6)."""
    if who.is_organisation or who.is_in_schedule is False:
        return ()
    if who.is_in_schedule is None:
        return (Bar("R5.5", "Their declaration about certain court orders is missing."),)
    return (
        Bar("R5.5", "They are subject to an order listed in the Schedule: offer a nominee or another way."),
    )
