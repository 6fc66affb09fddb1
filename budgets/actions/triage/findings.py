"""Acts of triage that record what the officer finds: recipient, costs, views, care, and whether a setting can."""

from django.db import transaction

from audit.acts import record
from budgets.actions.triage.checking import (
    held,
    held_line,
    refuse_future,
    refuse_unready,
    words_of,
)
from budgets.choices import DeliveredAt, Stream
from policy import InputError, Refused
from policy.money import check_pounds
from policy.plain import pounds


@transaction.atomic
def check_recipient(
    request, *, nominated_in_writing, can_manage, help_considered, has_capacity, is_in_schedule, words, on, by
):
    """Record what was found about who would be paid (R5.1-R5.6); a bar is for the Board to refuse on."""
    request = held(request, "budgets.prepare", on=on, by=by)
    found = {"can_manage": can_manage, "has_capacity": has_capacity, "is_in_schedule": is_in_schedule}
    if any(value not in (True, False, None) for value in found.values()):
        raise Refused("R5.2", "Answer yes, no, or not known yet.")
    if can_manage is False and not help_considered:
        raise Refused("R5.2", "Consider the help available to them before saying that they cannot manage.")
    found |= {"nominated_in_writing": bool(nominated_in_writing), "help_considered": bool(help_considered)}
    for name, value in found.items():
        setattr(request, name, value)
    request.eligibility_words, request.eligibility_checked_on = words_of(words), on
    request.save()
    record("budgets.recipient_checked", by=by, about=request, on=on, words=request.eligibility_words)
    return request


@transaction.atomic
def check_cost(line, *, council_cost, words, on, by):
    """Record what a line would cost the council, and how the two costs compare (R10.1, R6.5)."""
    line = held_line(line, on=on, by=by)
    try:
        line.council_cost = check_pounds(council_cost, "cost to the council")
    except InputError as problem:
        raise Refused("R10.1", f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None
    line.cost_words = words_of(words)
    line.save()
    request = line.request
    if not request.lines.filter(state="requested", council_cost=None).exists():
        request.costs_checked_on = on
        request.save()
    record(
        "budgets.cost_checked",
        by=by,
        about=line,
        on=on,
        cost=pounds(line.council_cost),
        words=line.cost_words,
    )
    return line


@transaction.atomic
def record_views(request, *, views, how, on, by):
    """Record what the child or young person says, and how they said it (R1.6)."""
    request = held(request, "budgets.prepare", on=on, by=by)
    request.views, request.views_how = words_of(views), words_of(how, most=300)
    request.save()
    record("budgets.views_recorded", by=by, about=request, on=on, views=request.views, how=request.views_how)
    return request


@transaction.atomic
def assess_care(line, *, assessed_on, assessed_by, on, by):
    """Record the assessment that shows social care is required: who made it, and when (R21.5)."""
    line = held_line(line, on=on, by=by)
    if line.stream != Stream.SOCIAL_CARE:
        raise Refused("R21.5", "Only a line of social care needs this assessment.")
    refuse_future(assessed_on)
    line.care_assessed_on, line.care_assessed_by = assessed_on, words_of(assessed_by, most=200)
    line.save()
    record("budgets.care_assessed", by=by, about=line, on=on, who=line.care_assessed_by, when=assessed_on)
    return line


@transaction.atomic
def set_on_site(line, *, possible, words, on, by):
    """Say whether a line can be given at the school or college; where it cannot it is still owed (R9.3)."""
    line = held_line(line, on=on, by=by)
    if line.delivered_at != DeliveredAt.SETTING:
        raise Refused("R9.1", "It is not asked for at a school or college.")
    line.not_on_site = not possible
    line.save()
    refuse_unready(line.request)
    record(
        "budgets.on_site_settled", by=by, about=line, on=on, possible=bool(possible), words=words_of(words)
    )
    return line
