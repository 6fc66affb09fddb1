"""Deadlines of a request, the Board and the review of a decision."""

from policy.deadlines.making import Reckoning, duty


@duty(
    title="Ask for a review of a decision",
    date_means="the day the family was notified of the decision",
    owed_by="family",
    rule="R7.5",
    number="review_request_window",
    reminders="family_reminders",
)
def review_request(begun: Reckoning) -> Reckoning:
    """Ask in writing for a review of a decision (reg 7, R7.5).

    Unit: calendar days, the day of the notice not counted; rounding: forward to a working day; edge: a
    late request may still be accepted.
    """
    return begun.after()


@duty(
    title="Answer a request for a review",
    date_means="the day the request for a review was received",
    owed_by="council",
    rule="R7.6",
    number="review_outcome_limit",
    reminders="statutory_reminders",
)
def review_outcome(begun: Reckoning) -> Reckoning:
    """Answer a request for a review in writing, with reasons (reg 7, R7.6).

    Unit: calendar days after receipt; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Decide a request for a personal budget",
    date_means="the day the request was received",
    owed_by="council",
    rule="R4.6",
    number="request_decision_target",
    reminders="council_reminders",
)
def request_decision(begun: Reckoning) -> Reckoning:
    """Decide a request for a personal budget (reg 4, R4.6).

    Unit: working days after receipt; rounding: none needed; edge: the plan's 20 weeks are a wall of their
    own.
    """
    return begun.after()


@duty(
    title="Send what a request still needs",
    date_means="the day the family was notified of what is missing",
    owed_by="family",
    rule="R4.2",
    number="information_needed_days",
    reminders="family_reminders",
)
def information_needed(begun: Reckoning) -> Reckoning:
    """Send what a request still needs before the Board can decide it (R4.2).

    Unit: calendar days after the notice; rounding: forward to a working day; edge: the council's own time to
    decide goes on meanwhile.
    """
    return begun.after()


@duty(
    title="Lock the papers for the Board",
    date_means="the day the Board meets",
    owed_by="council",
    rule="R25.2",
    number="paper_lead",
    reminders="quick_reminders",
)
def board_papers(begun: Reckoning) -> Reckoning:
    """Lock the Board's papers before it meets (R25.2).

    Unit: calendar days back from the meeting; rounding: the limit stays, the target moves back.
    """
    return begun.before()


@duty(
    title="Send the decision letter",
    date_means="the day the Board decided",
    owed_by="council",
    rule="R25.2",
    number="decision_letter",
    reminders="council_reminders",
)
def decision_letter(begun: Reckoning) -> Reckoning:
    """Send the letter that tells a family what the Board decided (R7.1, R25.2).

    Unit: calendar days after the Board; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Answer a request made outside a window",
    date_means="the day the request was received",
    owed_by="council",
    rule="R4.3",
    number="outside_window_days",
    reminders="quick_reminders",
)
def outside_window_letter(begun: Reckoning) -> Reckoning:
    """Write to a family that asked outside a window, with what can be done (R4.3).

    Unit: working days after receipt; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Tell a family that the Board deferred their request",
    date_means="the day the Board deferred it",
    owed_by="council",
    rule="R7.8",
    number="deferral_days",
    reminders="quick_reminders",
)
def deferral_told(begun: Reckoning) -> Reckoning:
    """Tell a family that the Board deferred their request, and until when (R7.8).

    Unit: working days after the Board; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Answer a request for the setting's consent",
    date_means="the day the head or principal was asked",
    owed_by="setting",
    rule="R9.3",
    number="setting_consent_days",
    reminders="family_reminders",
)
def setting_consent(begun: Reckoning) -> Reckoning:
    """Answer, as a school or college, whether provision may be used on the premises (reg 9, R9.3).

    Unit: working days after asking; rounding: none needed; edge: no answer is not consent.
    """
    return begun.after()
