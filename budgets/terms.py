"""The terms of an agreement in words: its lines, its weekly rate, its payments, its returns, its reviews."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from letters.kinds import AgreedLine
from policy import InputError, Refused, number
from policy.deadlines import add_months, counted_from, due
from policy.money import to_the_penny
from policy.plain import count_words, long_date, pounds
from policy.quarters import quarter_of
from policy.schedules import Rhythm, instalments, year_of
from policy.surplus import surplus

ONCE = "Once"
LONGEST_QUANTITY = 200
MOST_YEARS = 10
PERIOD = "period_review"
ONE_DAY = timedelta(days=1)
# What every recipient is asked to keep to; only what is printed in the notice binds (R13.1, R13.2, R13.4).
CONDITIONS = (
    "Use the money only for the support in this notice.",
    "Keep it in an account that is used for nothing else, and do not take out cash.",
    "Keep receipts and bank statements, and show them to us when we ask.",
    "Send us a return every quarter.",
    "Tell us when something changes.",
)


def weekly_rate(yearly, weeks):
    """Give the exact weekly rate of a year's amount over its funded weeks (R15.4)."""
    return Fraction(yearly) / weeks


def weekly_words(yearly, weeks):
    """Say the weekly rate in pounds, with "about" when the penny is rounded (R15.4)."""
    exact = weekly_rate(yearly, weeks)
    shown = to_the_penny(exact)
    return f"{'' if shown == exact else 'about '}{pounds(shown)}"


def threshold_of(yearly, weeks, *, on):
    """Give six weeks' equivalent in pounds, up to the penny, as it is printed (R15.3)."""
    return surplus(yearly, weeks, Decimal("0.00"), on=on).threshold


def quantity_of(line):
    """Say how much of a line is agreed: the plan's own hours, or its words where they are short (R8.6)."""
    hours = line.provision.hours_a_week if line.provision else None
    if hours:
        return f"{_plain(hours)} {'hour' if hours == 1 else 'hours'} a week"
    if not line.units_a_week:
        return ONCE
    often = f"{_plain(line.units_a_week)} a week"
    whole = f"{often}. The plan says: {' '.join(line.provision.words.split())}" if line.provision else often
    return whole if len(whole) <= LONGEST_QUANTITY else often


def plan_reference_of(line):
    """Say where a line is in the plan."""
    provision = line.provision
    return f"Section {provision.section}, {provision.paragraph}"[:60] if provision else "Beside the plan"


def outcome_of(line):
    """Say which outcome of the plan a line works towards."""
    outcome = line.outcome or (line.provision and line.provision.outcome)
    return line.outcome_words.strip() or (
        outcome.words if outcome else "The outcomes in Section E of the plan"
    )


def agreed_lines(version):
    """Give the lines of a version as a letter says them, from its own rows only (R2.1, R8.2)."""
    return tuple(
        AgreedLine(
            title=row.title,
            plan_reference=row.plan_reference,
            outcome=row.outcome_words,
            quantity=row.quantity,
            frequency=ONCE
            if row.quantity == ONCE
            else f"{count_words(row.funded_weeks, 'week')} of the year",
            stream=row.get_stream_display(),
            amount=pounds(row.yearly),
            weekly=weekly_words(row.yearly, row.funded_weeks),
        )
        for row in version.provision.order_by("id")
    )


def lines_in_words(version):
    """Name each line of a version with its yearly amount."""
    return tuple(f"{row.title}, {pounds(row.yearly)} a year" for row in version.provision.order_by("id"))


def period_of(version):
    """Say the days a version is for."""
    if version.to_on:
        return f"{long_date(version.from_on)} to {long_date(version.to_on)}"
    return f"{long_date(version.from_on)} onwards"


def refuse_far(*days, on):
    """Refuse days so far ahead that nobody agrees anything about them today (R8.2)."""
    latest = add_months(on, MOST_YEARS * 12)
    if any(day and day > latest for day in days):
        raise Refused("R8.2", f"Check the days: give none after {long_date(latest)}.")


@contextmanager
def _reckoning(rule, what):
    """Refuse what policy cannot reckon with, in words on the form it was typed into."""
    try:
        yield
    except InputError as problem:
        raise Refused(rule, f"{what}: {problem}.") from problem


def planned(version):
    """Give the payments of a version as policy plans them; error: Refused when they cannot be planned (R10.5)."""
    if not version.rhythm or version.first_payment_on is None:
        raise Refused("R8.2", "Say how often it is paid, and when the first payment is.")
    with _reckoning("R10.5", "The payments cannot be planned"):
        return instalments(
            version.yearly,
            version.funded_weeks,
            version.from_on,
            version.to_on,
            rhythm=Rhythm(version.rhythm),
            in_advance=version.in_advance,
            first_payment_on=version.first_payment_on,
        )


def payments_of(version):
    """Give the day and the amount of each payment (R8.2, R10.5)."""
    return tuple((each.due_on, pounds(each.amount)) for each in planned(version))


def returns_of(version):
    """Give each quarter of the first year, or of the agreement where it is shorter, with its last day (R15.2)."""
    with _reckoning("R15.2", "The returns cannot be planned"):
        return tuple(_quarters(version))


def _quarters(version):
    first, last = year_of(version.from_on, version.to_on)
    begins = first
    while begins <= last:
        basis = number("quarter_basis", on=begins).word
        ends = quarter_of(begins, basis=basis, started_on=first)[1]
        ends = min(ends, version.to_on) if version.to_on else ends
        yield f"{long_date(begins)} to {long_date(ends)}", due("quarterly_return", ends).due_on
        begins = ends + ONE_DAY


def review_days(version):
    """Give what is reviewed and by when: from the first payment's day, and ahead of the last (R11, R25.3)."""
    first_on = version.first_payment_on
    named = (
        ("The first review of the payments", "first_payment_review"),
        ("The second review", "second_payment_review"),
        ("Then every year", "yearly_payment_review"),
    )
    days = [(title, f"by {long_date(due(duty, first_on).due_on)}") for title, duty in named]
    if version.to_on:
        before = due(PERIOD, counted_from(PERIOD, version.to_on, not_due_before=first_on)).due_on
        days.append((f"What follows after {long_date(version.to_on)}", f"by {long_date(before)}"))
    days.append(("With the plan", f"at each annual review{_next_review(version.agreement.plan)}"))
    return tuple(days)


def _next_review(plan):
    review = plan.annual_reviews.filter(concluded_on=None).order_by("due_on").first()
    if review is None:
        return ""
    if review.meeting_on:
        return f": the next meeting is on {long_date(review.meeting_on)}"
    return f": the next one is due by {long_date(review.due_on)}"


def _plain(amount):
    return f"{amount.normalize():f}"
