"""The reviews of one case: each is made when an address first needs it."""

from datetime import timedelta
from functools import cached_property

from tests.factories.reviews import ask, make_stop_notice, make_told_request

# Which record the key in an address is of.
KEYS = {
    **dict.fromkeys(("review_ask", "admin:review_log"), "told"),
    **dict.fromkeys(("review_ask_ending", "admin:review_log_ending"), "stop_notice"),
    **dict.fromkeys(
        (
            *("review", "review_sent", "review_add", "admin:case_review", "admin:review_add"),
            *("admin:review_consider", "admin:review_offer_meeting", "admin:review_settle_meeting"),
        ),
        "review",
    ),
    "admin:review_settle_late": "late_review",
}
LONG_AGO = timedelta(days=60)


class ReviewRoad:
    """Decisions the family was told of, and reviews asked for in time and late."""

    values_of_reviews = {"representation": lambda road: road.review.representations.get().pk}

    @cached_property
    def told(self):
        """A request whose decision was released today."""
        return make_told_request(self.child, told_on=self.today)

    @cached_property
    def stop_notice(self):
        """An ending of which notice was given today."""
        return make_stop_notice(self.child, told_on=self.today, ends_on=self.today + LONG_AGO)

    @cached_property
    def review(self):
        """A review the parent asked for today."""
        return ask(make_told_request(self.child, told_on=self.today), on=self.today, by=self.parent)

    @cached_property
    def late_review(self):
        """A review the parent asked for long after the last day."""
        told = make_told_request(self.child, told_on=self.today - LONG_AGO)
        return ask(told, on=self.today, by=self.parent)
