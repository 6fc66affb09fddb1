"""The duties of payments that clocks count down to."""

from clocks.duties import register
from letters.kinds import WorkReminder
from payments.reminders import of_questions, of_returns

# Its own job, so that reminders of returns go out whatever becomes of the others.
RETURNS = "payments.quarterly_return_reminders"

register("quarterly_return", reminder=WorkReminder, parts=of_returns, job=RETURNS)
register("final_return", reminder=WorkReminder, parts=of_returns, job=RETURNS)
register("return_query", reminder=WorkReminder, parts=of_questions, job=RETURNS)
register("return_check", reminder=WorkReminder)
