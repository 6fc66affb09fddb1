"""What the family is written about its review before it is answered, and to whom (L7a, R7.5, R7.7)."""

from budgets.models import Ending
from clocks.notices import letters_of
from decisions.boards import answer_due, boards_inside
from letters.kinds import ReviewNotTaken, ReviewReceived
from people.models import Link, Person
from policy import in_force
from policy.plain import long_date

MEETING = (
    "You can talk about the decision with somebody from the Governance Board before it decides again. Your case "
    "officer will suggest a day. Tell us which days suit you, and bring somebody with you if you like."
)
NO_MEETING = (
    "You told us that you do not want a meeting with somebody from the Governance Board. If you change your mind, "
    "tell your case officer, and we will arrange one."
)
EVIDENCE = (
    "Add it to your review in this service, or send it to your case officer by email or post. You can send "
    "reports, quotes, photographs, or a letter in your own words."
)
PAYMENTS_GO_ON = "The payments go on as before until we have answered you."
PAYMENTS_AS_NOTICED = "What our notice says about the payments holds until we have answered you."
SUPPORT_GOES_ON = "The support in the plan must be provided whatever happens in this review."
OTHER_WAYS = (
    "Talk to your case officer about what has changed. You can ask for a meeting.",
    "Make a new request for a personal budget. You can do that in this service.",
)


def reviewed_words(review):
    """Say what is reviewed, without a name."""
    if review.ending_id:
        return f"our notice of {long_date(review.of_notice.written_on)} that a personal budget is ending"
    request = review.request
    return f"the decision of {long_date(request.decided_on)} on your request {request.reference}"


def readers(review, *, on):
    """Give those who are written to about a review: who had the notice and who asked, while tied to the child."""
    told = {letter.addressee_id for letter in letters_of(review.of_notice)} | {review.asked_by_id}
    links = Link.objects.live(on=on).filter(child=review.child_id, person__in=told)
    return list(Person.objects.filter(links__in=links).distinct().order_by("pk"))


def meanwhile(review, *, on):
    """Say what happens to the support until the review is answered (R1.5, R14.10)."""
    if review.ending_id:
        return PAYMENTS_GO_ON if in_force(on)["pay_pending_review"].is_on else PAYMENTS_AS_NOTICED
    secured = [
        f"{line.title}: {line.secured_by}" for line in review.lines.order_by("position") if line.secured_by
    ]
    return "\n".join([SUPPORT_GOES_ON, *secured])


def acknowledgement(review, *, on):
    """Fill in the letter that a review was asked for, with the days on which the Board can decide it (L7a)."""
    possible = [day for day in boards_inside(review, on=on) if day.is_possible]
    return ReviewReceived(
        reviewed=reviewed_words(review),
        received_on=review.received_on,
        answer_by=answer_due(review),
        lateness=_lateness(review),
        board_dates=tuple(day.meets_on for day in possible),
        meeting_offer=NO_MEETING if review.wants_meeting is False else MEETING,
        how_to_send_evidence=EVIDENCE,
        evidence_by=possible[0].papers_on if possible else None,
        meanwhile=meanwhile(review, on=on),
    )


def _lateness(review):
    if not review.is_late:
        return ""
    last_day = long_date(review.last_day_was)
    return f"The last day to ask was {last_day}. We are looking at it all the same. {review.late_words}"


def not_taken(review, *, on):
    """Fill in the letter that refuses a late request, with the reasons and what else can be done (R7.5)."""
    return ReviewNotTaken(
        reviewed=reviewed_words(review),
        received_on=review.received_on,
        review_by=review.last_day_was,
        reasons=tuple(filter(None, map(str.strip, review.late_words.splitlines()))),
        other_ways=OTHER_WAYS,
        meanwhile=_from_now(review, on=on),
    )


def _from_now(review, *, on):
    """Say what happens once a late request is refused: nothing waits for an answer any more."""
    if not review.ending_id:
        return meanwhile(review, on=on)
    verb = "ended" if review.ending.state == Ending.State.ENDED else "end"
    return f"The payments {verb} on {long_date(review.ending.ends_on)}."
