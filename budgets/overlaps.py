"""Agreements that pay for the same thing on the same days: nothing is paid twice, and a later one takes over (b3)."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from budgets.choices import RequestKind
from budgets.models import AgreedProvision
from policy.bars import Bar
from policy.plain import list_words, long_date

ONE_DAY = timedelta(days=1)
RULE = "b3"
RUNNING = ("active", "stop_notice")


def days_of(version):
    """Give the days a version pays for until it is ended: a last day that was agreed stops nothing (R25.3)."""
    return DateRange(version.from_on, None)


def is_same(line, earlier):
    """Tell whether a line secures what an earlier one does: the same line, or the same provision asked for again.

    Edge: lines of one request stand side by side, each a part of its own; and what need not be in the plan is
    named by its kind only, so that a request for something new does not take the place of another thing.
    """
    if line.pk == earlier.pk or line.request_id == earlier.request_id:
        return line.pk == earlier.pk
    if line.provision_id or earlier.provision_id:
        return line.provision_id == earlier.provision_id
    return line.catalogue_key == earlier.catalogue_key and line.request.kind != RequestKind.NEW


def rows_in_the_way(version):
    """Give the rows of the child's other agreements that pay for what a version secures, on its days, by agreement."""
    agreement = version.agreement
    rows = AgreedProvision.objects.filter(version__agreement__child=agreement.child_id)
    rows = rows.filter(paid_over__overlap=days_of(version)).exclude(version__agreement=agreement)
    rows = list(rows.select_related("line", "version__agreement").order_by("version__agreement", "pk"))
    lines, found = _lines_of(version) if rows else [], {}
    for row in rows:
        if _is_secured(row, lines):
            found.setdefault(row.version.agreement, []).append(row)
    return found


def taken_over_by(version):
    """Give the agreements that run and whose place a version takes: all that they pay for is in it."""
    in_the_way = rows_in_the_way(version)
    lines = _lines_of(version) if in_the_way else []
    return [each for each in in_the_way if _runs(each) and not _left_out(each, lines)]


def last_day_of(earlier, version):
    """Give the last day of an agreement whose place a version takes; notice given before is kept to."""
    day, noticed = version.from_on - ONE_DAY, _noticed_end(earlier)
    return min(day, noticed) if noticed else day


def bars_to_taking_over(version):
    """List why a version cannot begin beside the agreements that pay for the same days (b3, R14.8)."""
    in_the_way = rows_in_the_way(version)
    lines = _lines_of(version) if in_the_way else []
    words = (_bar(earlier, rows, version, lines) for earlier, rows in in_the_way.items())
    return tuple(Bar(RULE, each) for each in words if each)


def _bar(earlier, rows, version, lines):
    name = f"Agreement {earlier.reference}"
    titles = list_words(list(dict.fromkeys(row.title for row in rows)))
    if not _runs(earlier):
        until = long_date(earlier.ended_on)
        return f"{name} paid for {titles} until {until}: this one begins after that day."
    first_on = _first_on(earlier)
    if version.from_on <= first_on:
        return f"{name} pays for {titles} from {long_date(first_on)}: this one begins on a later day."
    left_out, noticed = _left_out(earlier, lines), _noticed_end(earlier)
    if not left_out or (noticed and noticed < version.from_on):
        return ""
    return (
        f"{name} pays for {titles} on the same days, and also for {list_words(left_out)}, which this one does not. "
        f"Propose that {earlier.reference} ends, and let this one begin after its last day."
    )


def _lines_of(version):
    return [row.line for row in version.provision.select_related("line__request")]


def _is_secured(row, lines):
    return any(is_same(line, row.line) for line in lines)


def _left_out(earlier, lines):
    rows = earlier.current_version.provision.select_related("line").order_by("pk")
    return [row.title for row in rows if not _is_secured(row, lines)]


def _first_on(agreement):
    rows = AgreedProvision.objects.filter(version__agreement=agreement, paid_over__isnull=False)
    return min(row.paid_over.lower for row in rows)


def _noticed_end(agreement):
    """Give the last day a family was given notice of, None where a review holds it."""
    ending = agreement.endings.filter(state="notice_given", held_for_review_on=None).first()
    return ending and ending.ends_on


def _runs(agreement):
    return agreement.state in RUNNING
