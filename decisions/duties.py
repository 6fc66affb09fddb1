"""The duties of decisions that clocks count down to."""

from clocks.duties import register
from letters.kinds import WorkReminder

register("decision_letter", reminder=WorkReminder)
register("deferral_told", reminder=WorkReminder)
register("review_outcome", reminder=WorkReminder)
