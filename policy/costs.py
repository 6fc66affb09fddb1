"""What a line of a budget costs in a year, worked out so that a family can follow it (R10.1, R15.4)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policy.errors import InputError
from policy.money import check_pounds, to_the_penny, up_to_the_penny
from policy.plain import count_words, pounds
from policy.surplus import check_weeks

MOST_UNITS = Decimal("999.99")
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class LineCost:
    """A line's cost in a year: units bought in each funded week, and what is paid beside them (R10.1)."""

    unit_cost: Decimal
    units_a_week: Decimal
    funded_weeks: int
    on_costs: Decimal
    one_off: Decimal
    unit: str

    @property
    def units(self) -> Fraction:
        """Give what the units of all funded weeks cost; unit: pounds, exact."""
        return Fraction(self.unit_cost) * Fraction(self.units_a_week) * self.funded_weeks

    @property
    def yearly(self) -> Decimal:
        """Give the cost of a year; unit: pounds, rounded up to the penny so that it is enough (R10.1)."""
        return up_to_the_penny(self.units) + self.on_costs + self.one_off

    @property
    def weekly(self) -> Fraction:
        """Give the year's cost over the funded weeks (R15.4); unit: pounds a week, exact, not rounded."""
        return Fraction(self.yearly) / self.funded_weeks

    @property
    def steps(self) -> tuple[str, ...]:
        """Say in words and pounds how the sum is made."""
        lines = [self._units()] if self.units else []
        lines += [f"Add {pounds(self.on_costs)} for on-costs."] if self.on_costs else []
        lines += [f"Add {pounds(self.one_off)}, paid once."] if self.one_off else []
        total = f"That is {pounds(self.yearly)} for the year, {share_of(self.yearly, self.funded_weeks)}."
        return (*lines, total)

    def _units(self) -> str:
        many = f"{self.units_a_week:f}"
        many = many.rstrip("0").rstrip(".") if "." in many else many
        unit = f" {self.unit if many == '1' else self.unit + 's'}" if self.unit else ""
        cost = up_to_the_penny(self.units)
        up = "" if cost == self.units else ", rounded up to the penny"
        weeks = count_words(self.funded_weeks, "week")
        return f"{pounds(self.unit_cost)} × {many}{unit} a week × {weeks} = {pounds(cost)}{up}."


def line_cost(
    unit_cost: Decimal | int,
    units_a_week: Decimal | int,
    funded_weeks: int,
    *,
    on_costs: Decimal | int = 0,
    one_off: Decimal | int = 0,
    unit: str = "hour",
) -> LineCost:
    """Work out what a line costs in a year (R10.1).

    Unit: pounds; units a week may have two decimals; `unit` names one of them, and an empty one leaves it out;
    rounding: the units of the year are rounded up to the penny, once. Edge: a line may be a one-off cost alone;
    a cost for each unit without units is a mistake. Error: InputError naming the field, for a sum below £0, too
    many decimals, weeks outside 1 to 53, or a line that costs nothing.
    """
    made = LineCost(
        unit_cost=check_pounds(unit_cost, "unit cost"),
        units_a_week=_check_units(units_a_week),
        funded_weeks=check_weeks(funded_weeks),
        on_costs=check_pounds(on_costs, "on-costs"),
        one_off=check_pounds(one_off, "one-off cost"),
        unit=unit.strip(),
    )
    if made.unit_cost and not made.units_a_week:
        raise InputError("units a week: expected more than 0, because a unit cost was given")
    if not check_pounds(made.yearly, "cost of the line"):
        raise InputError("cost of the line: expected more than £0 for the year")
    return made


def share_of(amount: Decimal | int, funded_weeks: int) -> str:
    """Say what a year's amount is a week, as "£65.00 a week for 38 weeks" (R15.4).

    Unit: pounds a week; rounding: to the nearest penny, with "about" when it is not exact. Error: InputError
    for a sum below £0, more than two decimals, or weeks outside 1 to 53.
    """
    exact = Fraction(check_pounds(amount, "annual amount")) / check_weeks(funded_weeks)
    rate = to_the_penny(exact)
    about = "" if rate == exact else "about "
    return f"{about}{pounds(rate)} a week for {count_words(funded_weeks, 'week')}"


def _check_units(units: Decimal | int) -> Decimal:
    """Give the units a week as a Decimal; error: InputError unless 0 to 999.99 in whole hundredths."""
    if isinstance(units, bool) or not isinstance(units, Decimal | int):
        raise InputError(f"units a week: expected a Decimal number, not {units!r}")
    exact = Decimal(units)
    if not exact.is_finite() or not 0 <= exact <= MOST_UNITS:
        raise InputError(f"units a week: expected a number from 0 to {MOST_UNITS}, not {str(units)[:40]}")
    if exact != exact.quantize(PENNY):
        raise InputError(f"units a week: expected at most two decimals, not {str(units)[:40]}")
    return exact.quantize(PENNY)
