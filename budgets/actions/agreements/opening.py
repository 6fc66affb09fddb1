"""Opening agreements for what was agreed, once it is released (b1, R8.6)."""

from django.db import transaction
from django.db.models import F

from audit.acts import authorise, hold, record
from budgets.actions.agreements.preparing import revise, start_notice_clock
from budgets.actions.agreements.raising import RUNNING, carry_out_changes
from budgets.choices import PAID_OVER, Mechanism
from budgets.models import AgreedProvision, Agreement, AgreementVersion
from budgets.references import new_reference
from budgets.terms import CONDITIONS, ONCE, outcome_of, plan_reference_of, quantity_of
from policy import council, in_force
from policy.schedules import Rhythm

AGREED = ("agreed", "agreed_in_part")
BEFORE_START = ("draft", "notice_issued", "consented", "ready")


@transaction.atomic
def open_agreements(request, *, again=None, on, by):
    """Open an agreement for each way to hold what was agreed, and start the clock on its notice (R8.6).

    Lines an agreement pays for are left to it, and so are those whose agreement was declined or has ended, unless
    more or less of them is agreed now, or it is the agreement to begin `again`. An agreement that has not begun
    takes up what a review has changed: in its draft, or in a new version when its notice was sent. One that runs
    pays more from the day that was agreed; for any other change its family is owed a new notice first (R12).
    """
    request = hold(request)
    authorise("budgets.open_agreements", request, by=by)
    carry_out_changes(request, on=on, by=by)
    lines, opened = _waiting(request, again), []
    for mechanism in Mechanism.values:
        theirs = [line for line in lines if line.agreed_mechanism == mechanism]
        if not theirs:
            continue
        standing = request.agreements.filter(mechanism=mechanism, state__in=BEFORE_START).first()
        if standing is None:
            opened.append(_open(request, mechanism, theirs, on=on, by=by))
        elif _differ(standing, theirs):
            opened.append(_take_up(standing, theirs, on=on, by=by))
    return opened


def _waiting(request, again):
    """Give the agreed lines that no agreement pays for, nor did on these same terms."""
    rows = AgreedProvision.objects.filter(version__agreement__request=request).exclude(
        version__agreement__state__in=BEFORE_START
    )
    running = rows.filter(version__agreement__state__in=RUNNING)
    # A line to be held another way from now on gets its agreement; the one that runs pays until it is ended.
    paid_for = running.filter(version__agreement__mechanism=F("line__agreed_mechanism")).values("line")
    over = {}
    for row in rows.exclude(version__agreement__state__in=RUNNING).order_by("id"):
        over.setdefault(row.line_id, []).append(row)
    agreed = request.lines.filter(state__in=AGREED).exclude(pk__in=paid_for)
    lines = agreed.select_related("provision__outcome", "outcome").order_by("position", "id")
    begun_again = set(again.current_version.provision.values_list("line", flat=True)) if again else ()
    return [
        line
        for line in lines
        if line.pk in begun_again or line.pk not in over or _changed(over[line.pk][-1], line)
    ]


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
    ends = [line.agreed_to for line in lines]
    return {
        "from_on": min(line.agreed_from for line in lines),
        "to_on": max(ends) if all(ends) else None,
        "yearly": sum(line.agreed_yearly for line in lines),
        "funded_weeks": max(line.agreed_weeks for line in lines),
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


def _differ(agreement, lines):
    rows = {row.line_id: row for row in agreement.current_version.provision.all()}
    if set(rows) != {line.pk for line in lines}:
        return True
    return any(_changed(rows[line.pk], line) for line in lines)


def _changed(row, line):
    return any(getattr(row, name) != value for name, value in _row(line).items())
