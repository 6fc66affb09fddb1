"""The letters about an agreement, filled from the rows of its version: the notice, the plain agreement, the start."""

from budgets import terms
from budgets.choices import Mechanism, RecipientKind
from budgets.overlaps import last_day_of, taken_over_by
from budgets.raised import NOTHING, made_up_on, payments_through
from letters.kinds import AgreementActive, ArrangementAgreement, IncreaseNotice, PaymentNotice
from policy import council, number
from policy.deadlines import due
from policy.plain import long_date, pounds

ROLES = {
    RecipientKind.PARENT: "a parent or carer",
    RecipientKind.YOUNG_PERSON: "the young person",
    RecipientKind.NOMINEE: "nominated in writing to receive it",
}
# What is agreed to, one by one (d3); consent keeps these words with the day they were agreed to.
STATEMENTS = {
    "recipient": {
        "receive": "I agree to receive these payments.",
        "agreed_only": "I will use them only for the support in this notice.",
        "conditions": "I accept the conditions in this notice.",
        "returns": "I understand that I send a return every quarter, and what happens to money that is left.",
        "employer": "I understand that if I employ somebody, I have the duties of an employer.",
        "withdraw": "I understand that I can change my mind at any time, in writing.",
    },
    "nominator": {
        "nominate": "I have chosen this person or organisation to receive the payments for us.",
        "agree": "I agree to this notice and its conditions.",
        "withdraw": "I understand that I can change my mind at any time, in writing.",
    },
    "arrangement": {
        "agree": "I agree to what is arranged here.",
        "no_money": "I understand that no money is paid to me, so I have no accounts to keep.",
        "change": "I understand that I can ask for a change, or for another way to hold the money.",
    },
}
EVIDENCE = (
    "bank statements for the quarter",
    "receipts or invoices",
    "payslips and timesheets, if you employ somebody",
)
ACCOUNT = (
    "We pay into an account that we have approved and that is used only for these payments: a bank account, a "
    "prepaid card, or an account that an organisation manages for you."
)
REPAYMENT = (
    "We may ask for some of it back, but never before we have asked you what it is for. While the payments go "
    "on we ask for no more than what is over this sum. When they end, we ask for what is left after your bills."
)
TO_TELL = (
    "the support changes, stops or costs more",
    "your address, your account or who manages the money changes",
    "something makes it hard for you to manage the money",
)
TELL_WITHIN = "as soon as you can"
GROUNDS = {
    "G1": "you tell us in writing that you no longer want it",
    "G2": "the person who receives it may no longer receive it",
    "G3": "a review finds that it is not used for the support in this notice",
    "G4": "a review finds that it can no longer buy that support",
    "G5": "it harms other services for children and young people with plans",
    "G6": "it is no longer a good use of the council’s money",
    "G7": "we have asked the young person whether they agree, and have had no answer",
}
MANAGING = (
    "Keep this money apart from your own. It does not count as your income.",
    "Write down what you pay, and keep what shows it.",
    "Ask us for training: it is free.",
    "Somebody else can manage the money for you. Ask us at any time.",
)
EMPLOYER = (
    "If you employ somebody, you have the duties of an employer: a contract, insurance, wages and tax, holidays, "
    "sick pay and a pension. Ask us about payroll help before you begin."
)
HOW_TO_CONSENT = (
    "Read this notice. Ask us about anything that is not clear.",
    "Sign in, open the agreement and agree to it there, or sign a paper copy and send it to us.",
    "If it is not right for you, tell us. We then arrange the support another way.",
)


def statements_for(agreement, kind="recipient"):
    """Give what somebody says by agreeing, by key: each of these is ticked (d3)."""
    return STATEMENTS[kind if agreement.is_paid_over else "arrangement"]


def payment_notice(version, *, on, by):
    """Fill in the notice of a direct payment from its version (reg 8, R8.2, R8.6)."""
    agreement, request = version.agreement, version.agreement.request
    return PaymentNotice(
        notice_version=version.number,
        issued_on=on,
        officer_name=by.person.name,
        recipient_name=agreement.recipient.name,
        recipient_role=ROLES[agreement.recipient_kind],
        lines=terms.agreed_lines(version),
        period=terms.period_of(version),
        annual_total=pounds(version.yearly),
        weekly_rate=terms.weekly_words(version.yearly, version.funded_weeks),
        funded_weeks=version.funded_weeks,
        conditions=tuple(version.conditions),
        payments=terms.payments_of(version),
        account=ACCOUNT,
        return_dates=terms.returns_of(version),
        evidence=EVIDENCE,
        threshold=pounds(version.threshold),
        threshold_weeks=number("surplus_weeks", on=on).amount,
        repayment=REPAYMENT,
        review_dates=terms.review_days(version),
        to_tell=TO_TELL,
        tell_within=TELL_WITHIN,
        grounds=tuple(GROUNDS.values()),
        notice_days=number("reasonable_notice_days", on=on).amount,
        review_days=number("review_request_window", on=on).amount,
        answer_days=number("review_outcome_limit", on=on).amount,
        managing_money=MANAGING,
        statements=tuple(statements_for(agreement).values()),
        how_to_consent=HOW_TO_CONSENT,
        employer=EMPLOYER if request.employs else "",
        setting_consents=_setting_consents(version),
        takes_over=_takes_over(version),
    )


def _takes_over(version):
    """Say which agreements end when this one begins, so that nobody agrees to it unknowingly (b3, R8.3)."""
    return tuple(
        f"When it begins, this takes the place of agreement {each.reference}, whose last day is then "
        f"{long_date(last_day_of(each, version))}."
        for each in taken_over_by(version)
    )


def _setting_consents(version):
    rows = version.provision.select_related("line").prefetch_related("line__consents").order_by("id")
    asked = [consent for row in rows for consent in sorted(row.line.consents.all(), key=lambda each: each.pk)]
    given = [consent for consent in asked if consent.state == "given" and consent.lapsed_on is None]
    return tuple(
        f"{consent.setting} agreed on {long_date(consent.answered_on)}: {consent.get_kind_display().lower()}."
        for consent in given
    )


def arrangement_agreement(version, *, on, by):
    """Fill in the plain agreement for money that is held for the family (R1.7, R22.8)."""
    agreement, body = version.agreement, council(on)
    by_setting = agreement.mechanism == Mechanism.NOTIONAL_SETTING
    return ArrangementAgreement(
        arrangement_version=version.number,
        issued_on=on,
        officer_name=by.person.name,
        holder=agreement.holder,
        commissioner=agreement.holder if by_setting else body.name,
        lines=terms.agreed_lines(version),
        annual_total=pounds(version.yearly),
        weekly_rate=terms.weekly_words(version.yearly, version.funded_weeks),
        period=terms.period_of(version),
        reviews="We look at it together at each annual review of the plan. You can ask us to look sooner.",
        statements=(
            "The support in the plan is arranged with you, not only for you.",
            "We ask you and your child what works.",
            *version.conditions,
        ),
        can_ask=(
            "A change of the day, the time or the person.",
            "What has been spent, at any time.",
            "Another way to hold the money, such as a direct payment.",
        ),
        takes_over=_takes_over(version),
    )


def increase_notice(version, *, on, by):
    """Fill in the notice that more is paid, from the version that pays it (R12.4)."""
    paid = version.agreement.is_paid_over
    return IncreaseNotice(
        notice_version=version.number,
        issued_on=on,
        officer_name=by.person.name,
        from_on=version.from_on,
        earlier_total=pounds(version.increases.yearly),
        annual_total=pounds(version.yearly),
        weekly_rate=terms.weekly_words(version.yearly, version.funded_weeks),
        lines=terms.agreed_lines(version),
        payments=_raised_payments(version) if paid else (),
        threshold=pounds(version.threshold) if paid else "",
    )


def _raised_payments(version):
    """Give the payments to come, and first what is missing of those due by now (R10.6)."""
    on = version.issued_on
    day = max(on, version.from_on)
    after, before = payments_through(version, day), payments_through(version.increases, day)
    missing = sum(
        (new.amount - old.amount for old, new in zip(before, after, strict=True) if new.due_on <= on), NOTHING
    )
    made_up = [(made_up_on(version), pounds(missing))] if missing else []
    to_come = [each for each in after if each.due_on > on and each.to_on >= version.from_on]
    return (*made_up, *((each.due_on, pounds(each.amount)) for each in to_come))


def agreement_active(version, *, on):
    """Fill in the news of the first payment, made on a day (R8.7, R11.2)."""
    payments = terms.payments_of(version)
    return AgreementActive(
        recipient_name=version.agreement.recipient.name,
        first_payment_on=on,
        first_amount=payments[0][1],
        payments=payments,
        first_review_by=due("first_payment_review", on).due_on,
        return_dates=terms.returns_of(version),
        what_to_do=(
            "Book the support in the agreement.",
            "Keep each receipt and each bank statement.",
            "Tell us if something changes, or if it is hard to find somebody.",
        ),
    )
