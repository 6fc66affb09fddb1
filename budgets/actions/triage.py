"""Acts of triage: preparing a request for the Board. None of them refuses a request; only the Board does (b1)."""

from collections import defaultdict

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from audit.acts import authorise, hold, record
from budgets.choices import DeliveredAt, Disposition, FundingSource, Stream
from budgets.models import InformationNeeded, RequestedProvision, SettingConsent
from budgets.states import READY_FOR_BOARD
from budgets.telling import family_of, information_needed, outside
from clocks.actions import close_for, meet
from clocks.actions import start as start_clock
from letters import actions as letters
from policy import InputError, Refused
from policy.money import check_pounds
from policy.plain import long_date, pounds
from policy.windows import Window

TRIAGED = ("requested", "info_needed", "ready")
Kind = SettingConsent.Kind


@transaction.atomic
def dispose(request, *, disposition, words, on, by):
    """Say how a request made outside a window is dealt with, and write so to the family (L3, R4.3)."""
    request = _held(request, "budgets.dispose", on=on, by=by)
    if request.window != Window.OUTSIDE.value:
        raise Refused("R4.3", "It was made while a window was open, so it is considered as it is.")
    if disposition not in Disposition.values:
        raise Refused("R4.3", "Choose how the request is dealt with.")
    request.disposition, request.disposition_words, request.disposed_on = disposition, _words(words), on
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
    _refuse_future(on)
    items = [_words(item).replace("\n", " ") for item in items if not isinstance(item, str) or item.strip()]
    if not items:
        raise Refused("R4.2", "Say what is missing.")
    if request.information_needed.filter(asked_on=on).exists():
        raise Refused("R4.2", "The family was asked for something today already: ask for more tomorrow.")
    question = InformationNeeded.objects.create(
        request=request, items="\n".join(items), why=_words(why), asked_on=on, asked_by=by
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
    _refuse_future(on)
    _settle(request, words=_words(words), on=on)
    request.go_on()
    request.save()
    record("budgets.question_settled", by=by, about=request, on=on, words=_words(words))
    return request


def _settle(request, *, words, on):
    question = request.information_needed.filter(settled_on=None).first()
    if question:
        question.settled_on, question.settled_words = on, words
        question.save()
        meet("information_needed", about=request, on=on)


@transaction.atomic
def check_recipient(
    request, *, nominated_in_writing, can_manage, help_considered, has_capacity, is_in_schedule, words, on, by
):
    """Record what was found about who would be paid (R5.1-R5.6); a bar is for the Board to refuse on."""
    request = _held(request, "budgets.prepare", on=on, by=by)
    found = {"can_manage": can_manage, "has_capacity": has_capacity, "is_in_schedule": is_in_schedule}
    if any(value not in (True, False, None) for value in found.values()):
        raise Refused("R5.2", "Answer yes, no, or not known yet.")
    if can_manage is False and not help_considered:
        raise Refused("R5.2", "Consider the help available to them before saying that they cannot manage.")
    found |= {"nominated_in_writing": bool(nominated_in_writing), "help_considered": bool(help_considered)}
    for name, value in found.items():
        setattr(request, name, value)
    request.eligibility_words, request.eligibility_checked_on = _words(words), on
    request.save()
    record("budgets.recipient_checked", by=by, about=request, on=on, words=request.eligibility_words)
    return request


@transaction.atomic
def check_cost(line, *, council_cost, words, on, by):
    """Record what a line would cost the council, and how the two costs compare (R10.1, R6.5)."""
    line = _held_line(line, on=on, by=by)
    try:
        line.council_cost = check_pounds(council_cost, "cost to the council")
    except InputError as problem:
        raise Refused("R10.1", f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None
    line.cost_words = _words(words)
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
    request = _held(request, "budgets.prepare", on=on, by=by)
    request.views, request.views_how = _words(views), _words(how, most=300)
    request.save()
    record("budgets.views_recorded", by=by, about=request, on=on, views=request.views, how=request.views_how)
    return request


@transaction.atomic
def assess_care(line, *, assessed_on, assessed_by, on, by):
    """Record the assessment that shows social care is required: who made it, and when (R21.5)."""
    line = _held_line(line, on=on, by=by)
    if line.stream != Stream.SOCIAL_CARE:
        raise Refused("R21.5", "Only a line of social care needs this assessment.")
    _refuse_future(assessed_on)
    line.care_assessed_on, line.care_assessed_by = assessed_on, _words(assessed_by, most=200)
    line.save()
    record("budgets.care_assessed", by=by, about=line, on=on, who=line.care_assessed_by, when=assessed_on)
    return line


@transaction.atomic
def set_on_site(line, *, possible, words, on, by):
    """Say whether a line can be given at the school or college; where it cannot it is still owed (R9.3)."""
    line = _held_line(line, on=on, by=by)
    if line.delivered_at != DeliveredAt.SETTING:
        raise Refused("R9.1", "It is not asked for at a school or college.")
    line.not_on_site = not possible
    line.save()
    _refuse_unready(line.request)
    record("budgets.on_site_settled", by=by, about=line, on=on, possible=bool(possible), words=_words(words))
    return line


@transaction.atomic
def ask_setting(line, *, kind, setting, asked_of, on, by):
    """Note that a head or principal was asked to agree, and wait for the answer (R9.1, R9.5)."""
    line = hold(line)
    authorise("budgets.ask_setting", line, by=by)
    _refuse_closed(line, on)
    setting, asked_of = _words(setting, most=200), _words(asked_of, most=200)
    _refuse_needless(line, kind, setting)
    standing = line.consents.filter(kind=kind, setting=setting, state__in=["asked", "given"], lapsed_on=None)
    if standing.exists():
        raise Refused("R9.1", "They were asked already, and the answer is awaited or given.")
    consent = SettingConsent.objects.create(
        line=line, kind=kind, setting=setting, asked_on=on, asked_of=asked_of, recorded_by=by
    )
    label = f"Consent of the school or college for request {line.request.reference}"
    start_clock("setting_consent", child=line.request.child, about=consent, label=label, started_on=on)
    record(
        "budgets.setting_asked",
        by=by,
        about=consent,
        on=on,
        what=consent.get_kind_display(),
        asked_of=asked_of,
    )
    return consent


def _refuse_needless(line, kind, setting):
    if kind not in Kind.values:
        raise Refused("R9.1", "Choose which consent is asked for.")
    if kind == Kind.PREMISES and (line.delivered_at != DeliveredAt.SETTING or setting != line.setting):
        raise Refused("R9.1", "Consent to use the premises is asked of the setting the line names.")
    if kind == Kind.SCHOOL_FUNDS and line.funding_source != FundingSource.SCHOOL_BUDGET:
        raise Refused("R9.5", "The line is not paid from the setting’s own money.")


@transaction.atomic
def record_consent(consent, *, answer, words, document=None, on, by):
    """Record what a school or college answered, or that it did not; only given counts (R9.1-R9.3, b9).

    It is recorded whenever it comes, also when the request is with the Board already.
    """
    if answer not in ANSWERS:
        raise Refused("R9.1", "Choose what was answered.")
    consent = hold(consent)
    _refuse_future(on)
    if on < consent.asked_on:
        raise Refused("R9.1", f"They were asked on {long_date(consent.asked_on)}: it cannot be before that.")
    if document is not None and document.child_id != consent.line.request.child_id:
        raise Refused("R9.1", "That file is about another child.")
    if consent.lapsed_on:
        raise Refused("R9.2", "The line was changed since they were asked: ask again.")
    consent.answered_on, consent.words, consent.recorded_by = on, _words(words, needed=False), by
    consent.document = document or consent.document
    ANSWERS[answer](consent, by=by)
    consent.save()
    if answer == "no_reply":
        close_for(consent, on=on, because="No answer came; no answer is no consent.")
    meet("setting_consent", about=consent, on=on)
    record("budgets.consent_recorded", by=by, about=consent, on=on, answer=answer, words=consent.words)
    return consent


def _give(consent, *, by):
    authorise("budgets.give", consent, by=by)
    consent.give()


def _refuse_consent(consent, *, by):
    authorise("budgets.refuse_consent", consent, by=by)
    consent.refuse_consent()


def _note_no_reply(consent, *, by):
    authorise("budgets.note_no_reply", consent, by=by)
    consent.note_no_reply()


def _take_back(consent, *, by):
    authorise("budgets.take_back", consent, by=by)
    consent.take_back()


ANSWERS = {"given": _give, "refused": _refuse_consent, "no_reply": _note_no_reply, "withdrawn": _take_back}


@transaction.atomic
def make_ready(request, *, on, by):
    """Call a request ready for the Board, when nothing is missing any more (b1)."""
    request = hold(request)
    authorise("budgets.make_ready", request, by=by)
    _refuse_future(on)
    _settle(request, words="The request is ready without it.", on=on)
    prefetch_related_objects([request], "lines__consents")
    request.ready_on = on
    request.make_ready()
    request.save()
    record("budgets.request_ready", by=by, about=request, on=on)
    return request


def what_is_missing(request):
    """Give what the Board still needs, each with its rule: the guards that refuse."""
    prefetch_related_objects([request], "lines__consents")
    return [(guard.rule, guard.words) for guard in READY_FOR_BOARD if not guard(request)]


def earlier_of(line):
    """Give the lines in which the same was asked for before, newest first, to look at side by side (C17)."""
    return earlier_of_lines([line])[line.pk]


def earlier_of_lines(lines):
    """Give for each of a request's lines, by its number, those in which the same was asked for before."""
    lines = list(lines)
    if not lines:
        return {}
    request, by_source = lines[0].request, defaultdict(list)
    before = RequestedProvision.objects.filter(request__child=request.child_id).exclude(request=request)
    before = before.filter(request__received_on__lte=request.received_on).select_related("request")
    for each in before.order_by("-request__received_on", "-request_id", "position"):
        if (each.request.received_on, each.request_id) < (request.received_on, request.pk):
            by_source[each.provision_id, each.catalogue_key].append(each)
    return {line.pk: by_source[line.provision_id, line.catalogue_key] for line in lines}


def _held(request, perm, *, on, by):
    request = hold(request)
    authorise(perm, request, by=by)
    _refuse_future(on)
    _refuse_locked(request)
    return request


def _held_line(line, *, on, by):
    line = hold(line)
    authorise("budgets.prepare", line, by=by)
    _refuse_closed(line, on)
    return line


def _refuse_closed(line, on):
    _refuse_future(on)
    _refuse_locked(line.request)
    if line.state != RequestedProvision.State.REQUESTED:
        raise Refused("b1", "This line is no longer asked for.")


def _refuse_locked(request):
    if request.state not in TRIAGED:
        shown = request.get_state_display().lower()
        raise Refused("b1", f"The papers are locked: the request is already “{shown}”.")


def _refuse_unready(request):
    """Refuse a finding that leaves a request called ready without what the Board needs."""
    if request.state == "ready" and (left := what_is_missing(request)):
        raise Refused(*left[0])


def _refuse_future(on):
    if on is None or on > timezone.localdate():
        raise Refused("R25.5", "The date cannot be in the future.")


def _words(words, *, most=5000, needed=True):
    if not isinstance(words, str) or "\x00" in words or len(words) > most:
        raise Refused("d1", "Write it in words, and not too many.")
    words = words.replace("\r\n", "\n").strip()
    if needed and not words:
        raise Refused("d1", "Write it in words.")
    return words
