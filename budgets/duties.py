"""The duties of budgets that clocks count down to."""

from clocks.duties import register
from letters.kinds import WorkReminder

# The request: our own day to decide it or the plan's if sooner, what others are asked (R4.2, R4.3, R4.6, R9.3).
DECIDED_BY = ("request_decision", "plan_20_weeks")
register("request_decision", reminder=WorkReminder)
register("plan_20_weeks", reminder=WorkReminder)
register("outside_window_letter", reminder=WorkReminder)
register("information_needed", reminder=WorkReminder)
register("setting_consent", reminder=WorkReminder)

# The agreement: its notice, its first payment, the reviews of its payments (R8.6, R8.7, R11.2, R11.6).
register("agreement_notice", reminder=WorkReminder)
register("first_payment", reminder=WorkReminder)
register("first_payment_review", reminder=WorkReminder)
register("second_payment_review", reminder=WorkReminder)
register("yearly_payment_review", reminder=WorkReminder)

# The support itself, once a family says no or takes its consent back (R1.5).
register("another_way", reminder=WorkReminder)

# A period that was agreed: what follows it is proposed in time for a Board and its notice (R25.3).
register("period_review", reminder=WorkReminder)

# Its ending: notice within the weeks after the meeting, chased by a job of its own (R14.9).
NOTICES = "budgets.annual_review_cessation_notices"
register("budget_end_notice", reminder=WorkReminder, job=NOTICES)

# What a decision and a notice give the family time for (R7.5).
register("review_request", reminder=WorkReminder)
