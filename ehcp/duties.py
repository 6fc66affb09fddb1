"""The duties about plans that clocks count down to."""

from clocks.duties import register
from letters.kinds import WorkReminder

register("information_given", reminder=WorkReminder)
