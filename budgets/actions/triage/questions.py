"""Acts of triage that write to the family: a request outside a window, and what is still needed (L3, L2a)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions.triage.checking import held, refuse_future, words_of
from budgets.choices import Disposition
from budgets.models import InformationNeeded
from budgets.telling import family_of, information_needed, outside
from clocks.actions import meet
from clocks.actions import start as start_clock
from letters import actions as letters
from policy import Refused
from policy.windows import Window


@transaction.atomic
def dispose(request, *, disposition, words, on, by):
    """Say how a request made outside a window is dealt with, and write so to the family (L3, R4.3)."""
    request = held(request, "budgets.dispose", on=on, by=by)
    if request.window != Window.OUTSIDE.value:
        raise Refused("R4.3", "It was made while a window was open, so it is considered as it is.")
    if disposition not in Disposition.values:
        raise Refused("R4.3", "Choose how the request is dealt with.")
    request.disposition, request.disposition_words, request.disposed_on = disposition, words_of(words), on
    request.save()
    people = family_of(request.child, on=on)
    letters.write(outside(request, on=on), child=request.child, to=people, by=by, on=on, about=request)
    meet("outside_window_letter", about=request, on=on)
    how = request.get_disposition_display()
    record(
        "budgets.outside_window_settled",
        by=by,
        about=request,
        on=on,
        how=how,
        words=request.disposition_words,
    )
    return request


@transaction.atomic
def ask_for_more(request, *, items, why, on, by):
    """Ask the family for what is missing, by when and why; our own time to decide goes on (L2a, R4.2)."""
    request = hold(request)
    authorise("budgets.ask_for_more", request, by=by)
    refuse_future(on)
    items = [words_of(item).replace("\n", " ") for item in items if not isinstance(item, str) or item.strip()]
    if not items:
        raise Refused("R4.2", "Say what is missing.")
    if request.information_needed.filter(asked_on=on).exists():
        raise Refused("R4.2", "The family was asked for something today already: ask for more tomorrow.")
    question = InformationNeeded.objects.create(
        request=request, items="\n".join(items), why=words_of(why), asked_on=on, asked_by=by
    )
    people = family_of(request.child, on=on)
    kind, started_on = information_needed(question, people=people, on=on)
    question.letter, *_ = letters.write(kind, child=request.child, to=people, by=by, on=on, about=request)
    question.save()
    request.ready_on = None
    request.ask_for_more()
    request.save()
    start_clock(
        "information_needed", child=request.child, about=request, started_on=started_on, notice=question.letter,
        label=f"Send what is needed for request {request.reference}",
    )  # fmt: skip
    record("budgets.more_asked_for", by=by, about=request, on=on, items=items, why=question.why)
    return question


@transaction.atomic
def settle_question(request, *, words, on, by):
    """Say that what was asked for came, or is no longer needed, and go on."""
    request = hold(request)
    authorise("budgets.go_on", request, by=by)
    refuse_future(on)
    settle_open_question(request, words=words_of(words), on=on)
    request.go_on()
    request.save()
    record("budgets.question_settled", by=by, about=request, on=on, words=words_of(words))
    return request


def settle_open_question(request, *, words, on):
    question = request.information_needed.filter(settled_on=None).first()
    if question:
        question.settled_on, question.settled_words = on, words
        question.save()
        meet("information_needed", about=request, on=on)
