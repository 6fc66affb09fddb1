"""Opening agreements for what was agreed, once it is released (b1, R8.6)."""

from django.db import transaction
from django.db.models import F

from audit.acts import authorise, hold, record
from budgets.actions.agreements.preparing import revise, start_notice_clock
from budgets.actions.agreements.raising import RUNNING, carry_out_changes
from budgets.actions.agreements.running import call_off
from budgets.choices import PAID_OVER, Mechanism
from budgets.models import AgreedProvision, Agreement, AgreementVersion
from budgets.references import new_reference
from budgets.terms import CONDITIONS, ONCE, outcome_of, plan_reference_of, quantity_of
from policy import council, in_force
from policy.schedules import Rhythm

AGREED = ("agreed", "agreed_in_part")
BEFORE_START = ("draft", "notice_issued", "consented", "ready")
OVER = ("declined", "ended", "closed")
NOTHING_LEFT = "Nothing of it is agreed any more."


@transaction.atomic
def open_agreements(request, *, settled=None, again=None, on, by):
    """Open an agreement for what was agreed in one way, for the same days and weeks, and owe its notice (R8.6).

    Lines an agreement pays for are left to it, and so are those whose agreement was declined or has ended, unless
    more or less of them is agreed now, or it is the agreement to begin `again`. An agreement that has not begun
    takes up what a review has changed: in its draft, or in a new version when its notice was sent; with nothing
    of it agreed any more it is called off. One that runs pays more from the day that was agreed; for any other
    change its family is owed a new notice first (R12). `settled` are the ids of the lines a review decided anew,
    None for all of them.
    """
    request = hold(request)
    authorise("budgets.open_agreements", request, by=by)
    carry_out_changes(request, on=on, by=by)
    standing = {each: _lines_in(each) for each in request.agreements.filter(state__in=BEFORE_START)}
    opened = []
    for lines in _groups(_waiting(request, again, standing), standing):
        theirs = _standing_for(lines, standing)
        if theirs is None:
            opened.append(_open(request, lines[0].agreed_mechanism, lines, on=on, by=by))
            continue
        del standing[theirs]
        if _differ(theirs, lines, settled):
            opened.append(_take_up(theirs, lines, on=on, by=by))
    for each in standing:
        _call_off(each, on=on, by=by)
    return opened


def _lines_in(agreement):
    return set(agreement.current_version.provision.values_list("line", flat=True))


def _waiting(request, again, standing):
    """Give the agreed lines that no agreement pays for in this way, nor did on these same terms."""
    rows = AgreedProvision.objects.filter(
        version__agreement__request=request, version__agreement__mechanism=F("line__agreed_mechanism")
    )
    paid_for = rows.filter(version__agreement__state__in=RUNNING).values("line")
    over = {row.line_id: row for row in rows.filter(version__agreement__state__in=OVER).order_by("id")}
    kept = set().union(*standing.values(), _lines_in(again) if again else ())
    agreed = request.lines.filter(state__in=AGREED).exclude(pk__in=paid_for)
    lines = agreed.select_related("provision__outcome", "outcome").order_by("position", "id")
    return [line for line in lines if line.pk in kept or line.pk not in over or _changed(over[line.pk], line)]


def _groups(lines, standing):
    """Group lines held in one way for the same days and weeks: other sums are not added up (R10.1, R15.4)."""
    groups = {}
    for line in sorted(lines, key=lambda line: Mechanism.values.index(line.agreed_mechanism)):
        terms = (line.agreed_mechanism, line.agreed_from, line.agreed_to, line.agreed_weeks)
        groups.setdefault(terms, []).append(line)
    # The one that has most of an agreement that has not begun is the first to take it.
    return sorted(
        groups.values(), key=lambda each: -max((_shared(each, its) for its in standing.values()), default=0)
    )


def _shared(lines, ids):
    return len(ids & {line.pk for line in lines})


def _standing_for(lines, standing):
    alike = [each for each in standing if each.mechanism == lines[0].agreed_mechanism]
    found = max(alike, key=lambda each: _shared(lines, standing[each]), default=None)
    return found if found and _shared(lines, standing[found]) else None


def _call_off(agreement, *, on, by):
    """Let go an agreement that has not begun and of which nothing is agreed any more (R8.6)."""
    agreement = hold(agreement)
    call_off(agreement, words=NOTHING_LEFT, because=NOTHING_LEFT, on=on, by=by)
    record("budgets.agreement_called_off", by=by, about=agreement, on=on)


def _open(request, mechanism, lines, *, on, by):
    paid = mechanism in PAID_OVER
    agreement = Agreement.objects.create(
        reference=new_reference(Agreement, "AG"),
        child=request.child,
        plan=request.plan,
        request=request,
        mechanism=mechanism,
        opened_on=on,
        recipient=request.recipient if paid else request.requester,
        recipient_kind=request.recipient_kind if paid else "",
        holder=_holder(mechanism, lines, request, on),
    )
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=1,
        conditions=_conditions(lines, paid),
        **_sums(lines, on),
        **_rhythm(lines, paid),
    )
    _write_rows(version, lines)
    start_notice_clock(agreement, on=on)
    record("budgets.agreement_opened", by=by, about=agreement, on=on, mechanism=mechanism, lines=len(lines))
    return agreement


def _take_up(agreement, lines, *, on, by):
    if agreement.state != Agreement.State.DRAFT:
        agreement = revise(agreement, because="What was agreed has changed.", on=on, by=by)
    version = agreement.current_version
    for name, value in _sums(lines, on).items():
        setattr(version, name, value)
    version.conditions = list(
        dict.fromkeys([*version.conditions, *_conditions(lines, agreement.is_paid_over)])
    )
    version.save()
    version.provision.all().delete()
    _write_rows(version, lines)
    record("budgets.agreement_changed", by=by, about=agreement, on=on, lines=len(lines))
    return agreement


def _sums(lines, on):
    return {
        "from_on": lines[0].agreed_from,
        "to_on": lines[0].agreed_to,
        "yearly": sum(line.agreed_yearly for line in lines),
        "funded_weeks": lines[0].agreed_weeks,
        "policy_version": in_force(on).version,
    }


def _rhythm(lines, paid):
    if not paid:
        return {}
    once = all(quantity_of(line) == ONCE for line in lines)
    return {"rhythm": (Rhythm.ONE_OFF if once else Rhythm.MONTHLY).value}


def _conditions(lines, paid):
    own = [words for line in lines for words in line.conditions]
    return list(dict.fromkeys([*(CONDITIONS if paid else ()), *own]))


def _holder(mechanism, lines, request, on):
    if mechanism == Mechanism.NOTIONAL_COUNCIL:
        return council(on).name
    if mechanism == Mechanism.NOTIONAL_SETTING:
        return next((line.setting for line in lines if line.setting), request.plan.setting)
    return ""


def _row(line):
    return {
        "title": line.title,
        "plan_reference": plan_reference_of(line),
        "stream": line.stream,
        "yearly": line.agreed_yearly,
        "funded_weeks": line.agreed_weeks,
        "outcome_words": outcome_of(line),
    }


def _write_rows(version, lines):
    AgreedProvision.objects.bulk_create(
        AgreedProvision(version=version, line=line, quantity=quantity_of(line), **_row(line))
        for line in lines
    )


def _differ(agreement, lines, settled):
    version = agreement.current_version
    rows = {row.line_id: row for row in version.provision.all()}
    if set(rows) != {line.pk for line in lines} or _has_other_days(version, lines, settled):
        return True
    if any(set(line.conditions) - set(version.conditions) for line in lines):
        return True
    return any(_changed(rows[line.pk], line) for line in lines)


def _has_other_days(version, lines, settled):
    first = lines[0]
    if version.to_on != first.agreed_to or version.from_on < first.agreed_from:
        return True
    # A notice may begin later than was agreed (R7.2): only a review of its lines brings it back to their day.
    is_anew = settled is None or any(line.pk in settled for line in lines)
    return is_anew and version.from_on != first.agreed_from


def _changed(row, line):
    return any(getattr(row, name) != value for name, value in _row(line).items())
