"""The way out of an agreement on the road of one case: an annual review with its meeting, and a proposed ending."""

from functools import cached_property

from ehcp import actions as ehcp
from tests.factories.agreements import make_ending

# Which record the key in an address is of; an annual review is found below its child.
KEYS = {
    **dict.fromkeys(
        (
            *("admin:case_agreement", "admin:agreement_prepare", "admin:agreement_notice"),
            *("admin:agreement_revise", "admin:agreement_record_consent", "admin:agreement_record_declined"),
            *("admin:agreement_sign", "admin:agreement_begin", "admin:agreement_record_withdrawal"),
            *("admin:agreement_record_death", "admin:record_payment_review", "admin:propose_ending"),
            "admin:agreement_another_way",
        ),
        "agreement",
    ),
    **dict.fromkeys(("admin:case_ending", "admin:ending_notice", "admin:ending_drop"), "ending"),
    **dict.fromkeys(
        (
            *("admin:case_annual_review", "admin:annual_review_meeting", "admin:annual_review_outcomes"),
            *("admin:annual_review_circulate", "admin:annual_review_close"),
        ),
        "child",
    ),
}


class EndingRoad:
    """An annual review at which the budget was discussed, and an ending that needs no Board."""

    values_of_endings = {"review": lambda road: road.meeting.review_id}

    @cached_property
    def meeting(self):
        """The meeting of the annual review, as the officer recorded it."""
        review = self.case.plan.annual_reviews.order_by("id").first()
        return ehcp.record_meeting(
            review,
            held_on=review.meeting_on or self.today,
            attendees=[(self.parent.person.name, "the family"), ("Jo Lane", "the school")],
            budget_discussed=True,
            child_views="I like my tutor.",
            words="The tutoring works.",
            on=self.today,
            by=self.officer,
        )

    @cached_property
    def ending(self):
        """A proposal that the agreement that pays ends, on a ground of the law."""
        return make_ending(self.agreement, self.cast, ground="G2")
