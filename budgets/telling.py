"""What the letters about a request say, from its receipt to its closing."""

from budgets.choices import Disposition, HowReceived, Mechanism
from budgets.duties import DECIDED_BY
from clocks.actions import expected_for
from clocks.models import Clock
from ehcp.models import Plan
from letters.kinds import AskedLine, InformationNeeded, OutsideWindow, RequestClosed, RequestReceipt
from people.models import Link, Person
from people.roles import FAMILY
from policy import Refused
from policy.deadlines import due, sooner
from policy.plain import long_date, pounds
from policy.windows import Window

HOW = {
    HowReceived.PORTAL: "in this service",
    HowReceived.PHONE: "by phone",
    HowReceived.LETTER: "by letter",
    HowReceived.EMAIL: "by email",
    HowReceived.MEETING: "in person",
}
INSIDE = "You asked while {words}, so we must consider your request."
OUTSIDE = "You asked while {words}. We have recorded your request all the same, and write to you with what can be done."
WHO_DECIDES = "The Governance Board. People from education, health and social care sit on it."
MEANWHILE = (
    "The support in the plan goes on. We must see to it that it is given, whatever becomes of the request."
)
NEXT_STEPS = (
    "Your case officer checks that the Board has all it needs, and writes to you if something is missing.",
    "The Governance Board decides on each thing you asked for.",
    "We write to you with the decision, our reasons and how you can ask for a review.",
)
NOT_COSTED = "To be worked out with you"
NOT_CHOSEN = "To be chosen with you"
HELP = (
    "Your case officer can help you with this. "
    "So can the independent advice service, whose details are in this letter."
)
EARLY_REVIEW = (
    "You can ask us to review the plan early. "
    "Tell us what has changed, and we consider your request in that review."
)
ASK_AGAIN = (
    "You can ask again whenever you wish, in this service or in writing. The law gives you the right to ask while the "
    "plan is being drafted, reviewed or re-assessed."
)
DECIDED = {
    Disposition.ACCEPT_EARLY: "We consider your request now, although the plan is not being reviewed.",
    Disposition.NEXT_REVIEW: "We keep your request, and carry it to the next annual review of the plan.",
    Disposition.EARLY_REVIEW: "We are asking for an early review of the plan, and consider your request in it.",
}
OPTIONS = {
    Disposition.ACCEPT_EARLY: "Ask us to consider it now, and tell us why it cannot wait.",
    Disposition.NEXT_REVIEW: "Wait for the next annual review of the plan.",
    Disposition.EARLY_REVIEW: "Ask for an early review of the plan.",
    "": "Take your request back.",
}


def family_of(child, *, on):
    """Give the people tied to a child who may deal with the whole record, in the order of their numbers."""
    live = Link.objects.live(on=on).filter(child=child, basis__in=FAMILY)
    return list(Person.objects.filter(links__in=live).select_related("user").distinct().order_by("pk"))


def receipt(request, *, words=""):
    """Give the receipt for a request: what was asked, who decides and by when (L1, R4.2)."""
    lines = [line for line in request.lines.order_by("position") if line.state == "requested"]
    window = Window(request.window)
    return RequestReceipt(
        request_reference=request.reference,
        received_on=request.received_on,
        how_received=HOW[request.how_received],
        lines=tuple(_asked(line) for line in lines)
        or (AskedLine(title=words, amount=NOT_COSTED, mechanism=NOT_CHOSEN),),
        total=pounds(sum(line.yearly for line in lines)) if lines else NOT_COSTED,
        window=(OUTSIDE if window is Window.OUTSIDE else INSIDE).format(words=window.words),
        who_decides=WHO_DECIDES,
        decide_by=decide_by(request),
        meanwhile=MEANWHILE,
        next_steps=NEXT_STEPS,
    )


def _asked(line):
    return AskedLine(title=line.title, amount=pounds(line.yearly), mechanism=Mechanism(line.mechanism).label)


def reckon_decision(request):
    """Reckon when to decide a request: its own day, or while the plan is drafted its wall if sooner (R4.6)."""
    own, plan = due("request_decision", request.received_on), request.plan
    if plan.stage != Plan.Stage.DRAFTING or plan.requested_on is None:
        return own
    wall = due("plan_20_weeks", plan.requested_on)
    return sooner(own, wall) if wall.due_on >= request.received_on else own


def decide_by(request):
    """Give the day that is tracked for a request, so that no other one is told (R4.6)."""
    return Clock.objects.of(request).filter(duty__in=DECIDED_BY).latest("pk").due_on


def outside(request, *, on):
    """Give the answer to a request made outside a window: why, the choices, and an early review (L3, R4.3)."""
    return OutsideWindow(
        request_reference=request.reference,
        received_on=request.received_on,
        reason=f"You asked while {Window.OUTSIDE.words}. The law gives the right to ask while it is.",
        disposition=f"{DECIDED[request.disposition]} {request.disposition_words}",
        options=tuple(words for way, words in OPTIONS.items() if way != request.disposition),
        next_window=_next_window(request, on),
        early_review=EARLY_REVIEW,
    )


def _next_window(request, on):
    reviews = request.plan.annual_reviews.filter(concluded_on=None, due_on__gte=on)
    review = reviews.order_by("due_on").first()
    if review is None:
        return "We write to you when the next annual review of the plan is arranged."
    day = review.meeting_on if review.meeting_on and review.meeting_on >= on else review.due_on
    return (
        f"The next annual review of the plan is due by {long_date(day)}. It opens with our invitation to it."
    )


def information_needed(question, *, people, on):
    """Give the list of what is still needed, and by when: with the day on which all have it (L2a, T9)."""
    if not people:
        raise Refused("R4.2", "There is nobody in the family to write to.")
    started_on = expected_for(people, on=on)
    kind = InformationNeeded(
        request_reference=question.request.reference,
        items=tuple(question.items.splitlines()),
        reason=question.why,
        reply_by=due("information_needed", started_on).due_on,
        help=HELP,
    )
    return kind, started_on


def closed(request):
    """Give the confirmation that a request was closed, and how to ask again (L3w)."""
    return RequestClosed(
        request_reference=request.reference,
        closed_on=request.closed_on,
        reason=request.closed_because,
        meanwhile=MEANWHILE,
        ask_again=ASK_AGAIN,
    )
