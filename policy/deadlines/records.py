"""Deadlines of messages, information rights, keeping records and keeping the policy fresh."""

from datetime import date

from policy.deadlines.making import Reckoning, duty

# A case file is counted from a birth, which may lie well before the service began.
BORN_EARLIEST = date(1987, 1, 1)


@duty(
    title="Answer a message",
    date_means="the day the message was received",
    owed_by="council",
    rule="R27.1",
    number="contact_reply_days",
    reminders="quick_reminders",
)
def message_reply(begun: Reckoning) -> Reckoning:
    """Answer a message, in person and not by an automatic receipt (R27.1).

    Unit: working days after receipt; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Answer a subject access request",
    date_means="the day the request was received",
    owed_by="council",
    rule="R24.3",
    number="sar",
    reminders="statutory_reminders",
    pauses="while the person is asked who they are or what they mean",
)
def subject_access(begun: Reckoning) -> Reckoning:
    """Answer a subject access request (UK GDPR art 12(3), R24.3, T10).

    Unit: months to the corresponding date; rounding: forward to a working day; edge: no such date is the
    month's last; error: InputError for a counting of days.
    """
    return begun.after()


@duty(
    title="Answer a freedom of information request",
    date_means="the day the request was received",
    owed_by="council",
    rule="R24.5",
    number="foi",
    reminders="statutory_reminders",
    pauses="while the person is asked what they mean",
)
def freedom_of_information(begun: Reckoning) -> Reckoning:
    """Answer a freedom of information request (Freedom of Information Act s.10, R24.5, T7).

    Unit: working days after receipt, leaving out bank holidays of any part of the UK; rounding: the limit
    stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Acknowledge a data protection complaint",
    date_means="the day the complaint was received",
    owed_by="council",
    rule="R24.4",
    number="dp_complaint_ack",
    reminders="council_reminders",
)
def data_protection_complaint(begun: Reckoning) -> Reckoning:
    """Acknowledge a data protection complaint (R24.4).

    Unit: calendar days after receipt; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Review the policy formally",
    date_means="the day of the last formal review",
    owed_by="council",
    rule="R3.3",
    number="policy_review",
    reminders="long_reminders",
)
def policy_review(begun: Reckoning) -> Reckoning:
    """Review the policy formally (R3.3).

    Unit: months to the corresponding date; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Amend the policy in small ways",
    date_means="the day of the last amendment",
    owed_by="council",
    rule="R3.3",
    number="policy_review_minor",
    reminders="long_reminders",
)
def policy_minor_review(begun: Reckoning) -> Reckoning:
    """Look through the policy for small amendments (R3.3).

    Unit: months to the corresponding date; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Keep a financial record until",
    date_means="the last day of the financial year it belongs to",
    owed_by="council",
    rule="R24.2",
    number="retention_fin",
    reminders="long_reminders",
)
def financial_record_kept(begun: Reckoning) -> Reckoning:
    """Keep a financial record until this day (R24.2).

    Unit: years to the corresponding date; rounding: none; edge: a legal hold overrides it.
    """
    return begun.after()


@duty(
    title="Keep a case file until",
    date_means="the date of birth",
    owed_by="council",
    rule="R24.2",
    number="retention_case",
    reminders="long_reminders",
    earliest=BORN_EARLIEST,
)
def case_file_kept(begun: Reckoning) -> Reckoning:
    """Keep a case file until this birthday (R24.2).

    Unit: years to the corresponding date; rounding: none; edge: a legal hold overrides it.
    """
    return begun.after()
