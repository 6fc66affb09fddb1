"""Deadlines of returns, surplus and money that comes back."""

from policy.deadlines.making import Reckoning, duty


@duty(
    title="Send the quarterly return",
    date_means="the last day of the quarter",
    owed_by="family",
    rule="R15.2",
    number="return_due_days",
    reminders="return_reminders",
)
def quarterly_return(begun: Reckoning) -> Reckoning:
    """Send the return of a quarter (R15.2).

    Unit: calendar days after the quarter ends; rounding: forward to a working day.
    """
    return begun.after()


@duty(
    title="Check a return",
    date_means="the day the return was sent",
    owed_by="council",
    rule="R15.1",
    number="return_check_days",
    reminders="quick_reminders",
)
def return_check(begun: Reckoning) -> Reckoning:
    """Check a return and answer it (R15.1).

    Unit: working days after it is sent; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Answer a question about a return",
    date_means="the day the family was notified of the question",
    owed_by="family",
    rule="R15.1",
    number="return_query_days",
    reminders="family_reminders",
)
def return_query(begun: Reckoning) -> Reckoning:
    """Answer a question about a return (R15.1).

    Unit: calendar days after the notice; rounding: forward to a working day.
    """
    return begun.after()


@duty(
    title="Send the final return",
    date_means="the day the payments ended",
    owed_by="family",
    rule="R15.2",
    number="return_due_days",
    reminders="return_reminders",
)
def final_return(begun: Reckoning) -> Reckoning:
    """Send the final return of an agreement that ended (R15.2).

    Unit: calendar days after the end; rounding: forward to a working day.
    """
    return begun.after()


@duty(
    title="Send the closing statement of an account provider",
    date_means="the day the provider's service ended",
    owed_by="family",
    rule="R22.6",
    number="closing_statement_days",
    reminders="family_reminders",
)
def closing_statement(begun: Reckoning) -> Reckoning:
    """Send the closing statement when an account provider leaves (R22.6).

    Unit: calendar days after the service ends; rounding: forward to a working day.
    """
    return begun.after()


@duty(
    title="Send the evidence that was asked for",
    date_means="the day the family was notified of the request",
    owed_by="family",
    rule="R13.2",
    number="evidence_request_days",
    reminders="family_reminders",
)
def evidence_request(begun: Reckoning) -> Reckoning:
    """Send the evidence that was asked for (R13.2).

    Unit: calendar days after the notice; rounding: forward to a working day.
    """
    return begun.after()


@duty(
    title="Explain a surplus",
    date_means="the day the family was notified of the surplus",
    owed_by="family",
    rule="R15.6",
    number="surplus_explanation_days",
    reminders="family_reminders",
)
def surplus_explanation(begun: Reckoning) -> Reckoning:
    """Explain a surplus, or say how it will be spent (R15.6).

    Unit: calendar days after the notice; rounding: forward to a working day.
    """
    return begun.after()


@duty(
    title="Deal with an overpayment",
    date_means="the day the council knew of it",
    owed_by="council",
    rule="R15.8",
    number="overpayment_days",
    reminders="council_reminders",
)
def overpayment(begun: Reckoning) -> Reckoning:
    """Deal promptly and sensitively with an overpayment (R15.8).

    Unit: calendar days after it is known; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Repay the council",
    date_means="the day the family was notified of the repayment",
    owed_by="family",
    rule="R15.9",
    number="repay_notice_days",
    reminders="family_reminders",
)
def repayment(begun: Reckoning) -> Reckoning:
    """Repay what a notice asks for (R15.9).

    Unit: calendar days after the notice; rounding: forward to a working day.
    """
    return begun.after()
