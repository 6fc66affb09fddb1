"""The letters about an ending, filled from its record: the notice, and consent taken back, also before the start."""

from budgets import terms
from budgets.raised import payments_through
from letters.kinds import AgreementNotBegun, AgreementReplaced, ConsentWithdrawal, StopNotice
from policy import number
from policy.deadlines import due
from policy.plain import count_words, long_date
from policy.stopping import BY_CODE

MEETING = (
    "You can talk to a member of the Board about it before they decide again. Tell us which days suit you, and "
    "bring somebody with you if you like."
)
KEEP_ACCOUNT = "Keep the account open until we have accepted your last return. Then it can be closed."
KEEP_ON = (
    "Keep the account open until we have accepted your last return, also if the new payments go to another."
)
NO_ACCOUNT = "No money was paid to you, so there is no account to close."
NO_RETURN = "No money was paid to you, so there is no return to send."
ANOTHER_WAY = "We arrange the support with you another way. Your case officer gets in touch."
ASK_AGAIN = (
    "You can ask for {what} again at any time while the plan is being drafted, reviewed or re-assessed."
)
EMPLOYER_HELP = (
    "If you employ somebody, ask us before you give them notice: we help with the notice and with redundancy pay.",
)


def stop_notice(ending, *, ends_on, review_by, on):
    """Fill in the notice that a budget ends, from the ending and what is agreed (L10, R14.8, R14.9)."""
    agreement = ending.agreement
    version = agreement.current_version
    return StopNotice(
        payments=terms.lines_in_words(version),
        grounds=(ending.ground_words,),
        reasons=_lines(ending.board_reasons) or _lines(ending.reasons),
        evidence=_lines(ending.evidence),
        last_payment=_last_payment(agreement, version, ends_on),
        ends_on=ends_on,
        notice_period=_notice_period(ending.ground, on),
        review_by=review_by,
        answer_days=number("review_outcome_limit", on=on).amount,
        meeting_offer=MEETING,
        meanwhile=_meanwhile(ending.ground, on),
        provision_after=_afterwards(version, ending.provision_after),
        **_winding_up(agreement, ends_on),
        board_on=ending.board_decided_on,
        annual_review_on=ending.meeting.held_on if ending.meeting else None,
    )


def consent_withdrawal(agreement, *, on):
    """Fill in the confirmation that payments ended because consent was taken back (R14.1)."""
    version = agreement.current_version
    return ConsentWithdrawal(
        told_on=on,
        ended_on=agreement.ended_on,
        payments=terms.lines_in_words(version),
        what_next=(ANOTHER_WAY, "Nothing is paid into the account after that day."),
        provision_after=_afterwards(version, agreement.provision_after),
        **_winding_up(agreement, agreement.ended_on),
        ask_again=ASK_AGAIN.format(what="a direct payment"),
    )


def agreement_not_begun(agreement, *, on):
    """Fill in the confirmation that an agreement does not begin, because consent was taken back (R14.1, R1.5)."""
    version = agreement.current_version
    return AgreementNotBegun(
        told_on=on,
        lines=terms.lines_in_words(version),
        what_next=(
            ANOTHER_WAY,
            "Nothing was paid to you, so there is no return to send and nothing to pay back.",
        ),
        provision_after=_afterwards(version, agreement.provision_after),
        ask_again=ASK_AGAIN.format(what="a personal budget"),
    )


def agreement_replaced(agreement, version):
    """Fill in the news that an agreement ended because a version of another took its place (b3)."""
    later = version.agreement
    given = _winding_up(agreement, agreement.ended_on)
    if agreement.is_paid_over and later.is_paid_over:
        given["account"] = KEEP_ON
    return AgreementReplaced(
        earlier=agreement.reference,
        ended_on=agreement.ended_on,
        payments=terms.lines_in_words(agreement.current_version),
        later=later.reference,
        begins_on=version.from_on,
        agreed_now=terms.lines_in_words(version),
        **given,
    )


def _winding_up(agreement, ended_on):
    paid = agreement.is_paid_over
    last_day = long_date(due("final_return", ended_on).due_on)
    return {
        "final_return": f"Please send your last return by {last_day}." if paid else NO_RETURN,
        "account": KEEP_ACCOUNT if paid else NO_ACCOUNT,
        "employer_help": EMPLOYER_HELP,
    }


def _notice_period(ground, on):
    if BY_CODE[ground].may_stop_at_once:
        return "None: the law does not let the payments go on"
    days = count_words(number("reasonable_notice_days", on=on).amount, "day")
    return f"At least {days} from the day this letter reaches you"


def _meanwhile(ground, on):
    if BY_CODE[ground].may_stop_at_once:
        return "The payments end on that day. You can still ask us to look again."
    if number("pay_pending_review", on=on).is_on:
        return "The payments go on until that day. If you ask us to look again, they go on until we have answered."
    return "The payments go on until that day, also if you ask us to look again."


def _last_payment(agreement, version, ends_on):
    if not agreement.is_paid_over:
        return "No money was paid to you"
    planned = payments_through(version, ends_on)
    # Paid afterwards, the days up to the end are paid for after it.
    due_on = max((each.due_on for each in planned if each.from_on <= ends_on), default=None)
    return long_date(due_on) if due_on else "There is no further payment"


def _afterwards(version, secured_by):
    return tuple((row.title, secured_by) for row in version.provision.order_by("id"))


def _lines(words):
    return tuple(line.strip() for line in words.splitlines() if line.strip())
