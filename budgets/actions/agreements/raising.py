"""What a review does to an agreement that is running: more is paid with notice, anything else waits for one (R12)."""

from collections import defaultdict

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from audit.acts import authorise, hold, record
from budgets import terms
from budgets.actions.agreements.preparing import NOTICE
from budgets.addressees import people_of
from budgets.models import AgreedProvision, Agreement, AgreementVersion
from budgets.notices import increase_notice
from budgets.raised import first_of, is_increase
from clocks import actions as clocks
from clocks.models import Clock
from letters import actions as letters
from policy import in_force

RUNNING = ("active", "stop_notice")
# What becomes of a change: paid with notice, left until notice is given, held another way, or no longer in question.
RAISED, CHANGED, MOVED, ENDING = "raised", "changed", "moved", "ending"
NEEDS_NOTICE = "A review changed what was agreed: a new notice is needed"


def follows_for(line, *, yearly, weeks, mechanism, to_on, conditions):
    """Say what new terms of a line do to the agreement that pays for it: one of the words above, or "" for nothing.

    Of a line that is not agreed any more no way to hold it is given.
    """
    rows = AgreedProvision.objects.filter(line=line, version__agreement__state__in=RUNNING)
    rows = rows.select_related("version__agreement")
    row = rows.order_by("-version__agreement", "-version__number").first()
    given = {"yearly": yearly, "weeks": weeks, "to_on": to_on, "conditions": conditions}
    return _follows(row, mechanism, **given) if row else ""


def carry_out_changes(request, *, on, by):
    """Carry what a review changed into each agreement that pays for it: pay more, or ask for a new notice."""
    for agreement in request.agreements.filter(state__in=RUNNING).order_by("pk"):
        found = defaultdict(list)
        rows = agreement.current_version.provision.select_related("line", "version__agreement")
        for row in rows.order_by("pk"):
            found[_follows(row, row.line.agreed_mechanism, **_terms_of(row.line))].append(row.line)
        for day in sorted({_day(agreement, line) for line in found[RAISED]}):
            lines = [line for line in found[RAISED] if _day(agreement, line) == day]
            raise_amount(agreement, lines=lines, from_on=day, on=on, by=by)
        if found[CHANGED]:
            _ask_for_notice(agreement, found[CHANGED], on=on, by=by)
        if found[ENDING]:
            titles = [line.title for line in found[ENDING]]
            record("budgets.changed_while_ending", by=by, about=agreement, on=on, lines=titles)


def _follows(row, mechanism, *, yearly, weeks, to_on, conditions):
    version, agreement = row.version, row.version.agreement
    if not mechanism:
        return ENDING if agreement.state == Agreement.State.STOP_NOTICE else CHANGED
    if mechanism != agreement.mechanism:
        return MOVED
    is_same = (row.yearly, row.funded_weeks) == (yearly, weeks)
    if is_same and all(words in version.conditions for words in conditions):
        return ""
    if agreement.state == Agreement.State.STOP_NOTICE:
        return ENDING
    given = {"yearly": yearly, "weeks": weeks, "to_on": to_on, "conditions": conditions}
    return RAISED if is_increase(row, **given) else CHANGED


@transaction.atomic
def raise_amount(agreement, *, lines, from_on, on, by):
    """Pay more for lines from a day, by a notice that needs no new consent: the consent given stands (R8.3, R12.4)."""
    agreement = hold(agreement)
    authorise("budgets.raise_amount", agreement, by=by)
    before = agreement.current_version
    version = _raised(before, {line.pk: line for line in lines}, from_on, on)
    version.issued_on, version.issued_by = on, by
    people = people_of(agreement, on=on)
    kind = increase_notice(version, on=on, by=by)
    version.letter = letters.write(kind, child=agreement.child, to=people, by=by, on=on, about=version)[0]
    version.save()
    _pay_instead(before, version)
    clocks.meet(NOTICE, about=agreement, on=on)
    words = {"version": version.number, "from_on": from_on, "letter": version.letter.reference}
    record("budgets.amount_raised", by=by, about=agreement, on=on, **words)
    return version


def _raised(before, lines, from_on, on):
    rows = list(before.provision.order_by("pk"))
    version = AgreementVersion.objects.get(pk=before.pk)
    version.pk, version._state.adding = None, True
    version.number, version.increases, version.from_on = before.number + 1, before, from_on
    version.issued_on = version.issued_by = version.letter = None
    for row in rows:
        if row.line_id in lines:
            row.yearly, row.funded_weeks = lines[row.line_id].agreed_yearly, lines[row.line_id].agreed_weeks
        row.pk, row.version, row.paid_over, row._state.adding = None, version, None, True
    version.yearly = sum(row.yearly for row in rows)
    version.funded_weeks = max(before.funded_weeks, *(row.funded_weeks for row in rows))
    if version.agreement.is_paid_over:
        version.threshold = terms.threshold_of(version.yearly, version.funded_weeks, on=on)
    version.policy_version = in_force(on).version
    version.save()
    AgreedProvision.objects.bulk_create(rows)
    return version


def _pay_instead(before, version):
    """Let the rows of a version pay from its first day, and those before it to the day before (b3)."""
    old = list(AgreedProvision.objects.filter(version__agreement=version.agreement, paid_over__isnull=False))
    ends = max(
        (row.paid_over.upper for row in old if row.version_id == before.pk and row.paid_over.upper),
        default=None,
    )
    for row in old:
        lower, upper = row.paid_over.lower, row.paid_over.upper
        upper = version.from_on if upper is None else min(upper, version.from_on)
        row.paid_over = DateRange(lower, upper) if lower < upper else None
    AgreedProvision.objects.bulk_update(old, ["paid_over"])
    version.provision.update(paid_over=DateRange(version.from_on, ends))


def _ask_for_notice(agreement, lines, *, on, by):
    """Leave the payments as they are, and owe the family a notice: nothing falls without one (R12.2)."""
    if Clock.objects.open().of(agreement, NOTICE).exists():
        return
    given = {"child": agreement.child, "about": agreement, "label": NEEDS_NOTICE}
    clocks.owe(NOTICE, started_on=on, **given)
    titles = [line.title for line in lines]
    record("budgets.change_needs_notice", by=by, about=agreement, on=on, lines=titles)


def _terms_of(line):
    return {
        "yearly": line.agreed_yearly,
        "weeks": line.agreed_weeks,
        "to_on": line.agreed_to,
        "conditions": line.conditions,
    }


def _day(agreement, line):
    """Give the day a line is raised from: its own, and none before the agreement pays."""
    return max(line.agreed_from, first_of(agreement.current_version).from_on)
