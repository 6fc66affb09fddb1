"""A draft's or a version's answers as people read them: words in place of codes, sums worked out."""

from datetime import date
from decimal import Decimal

from budgets import choices
from budgets.choices import PAID_OVER, Category, DeliveredAt, Mechanism, ProviderType, Stream
from people.models import Person
from policy import InputError
from policy.costs import line_cost
from policy.money import read_pounds
from policy.plain import pounds

NOTHING = Decimal("0.00")
PARTS = ("about", "recipient", "views", "reaching", "received")
CODES = {
    ("about", "kind"): choices.RequestKind,
    ("about", "how_heard"): choices.HowHeard,
    ("recipient", "kind"): choices.RecipientKind,
    ("recipient", "manages"): choices.Manages,
    ("recipient", "schedule_answer"): choices.ScheduleAnswer,
    ("received", "how_received"): choices.HowReceived,
}
DATES = (("recipient", "born_on"), ("received", "received_on"))


def shown_answers(answers, plan, *, hidden=frozenset(), made=()):
    """Give all of the answers as a page shows them: the parts that are not hidden, the lines, and their sum.

    `made` are the lines a request was given for them: what those know of the plan is not read again.
    """
    lines = shown_lines(answers, plan, made)
    parts = {part: {} if part in hidden else _part(part, answers.get(part) or {}) for part in PARTS}
    requester = (
        Person.objects.filter(pk=parts["received"].get("requester")).first() if parts["received"] else None
    )
    return parts | {
        "hidden": hidden,
        "lines": lines,
        "total": total_of(lines),
        "paid": any(line.get("mechanism") in PAID_OVER for line in lines),
        "requester": requester.name if requester else "",
    }


def _part(part, answers):
    shown = dict(answers)
    for name, value in answers.items():
        if (part, name) in CODES:
            shown[name] = _label(CODES[part, name], value)
        elif (part, name) in DATES and value:
            shown[name] = date.fromisoformat(value)
    return shown


def _label(codes, value):
    return dict(codes.choices).get(value, "")


def lines_of(draft):
    """Give the lines of a draft as they were kept."""
    lines = draft.answers.get("lines")
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def shown_lines(answers, plan, made=()):
    """Give the lines with names in place of numbers, and what each costs when that is known."""
    lines = answers.get("lines") or []
    provision = _named(lines, "provision", plan.provision, made)
    outcomes = {pk: each.words for pk, each in _named(lines, "outcome", plan.outcomes, made).items()}
    return [_shown(line, number, provision, outcomes) for number, line in enumerate(lines, 1)]


def _named(lines, name, of_plan, made):
    """Give by number what the lines name of a plan, from the lines that were made of them where those know it."""
    known = {each.pk: each for line in made if (each := getattr(line, name))}
    wanted = {line[name] for line in lines if line.get(name)}
    return known if wanted <= known.keys() else {each.pk: each for each in of_plan.all()}


def _shown(line, number, provision, outcomes):
    item, cost = provision.get(line.get("provision")), cost_of(line)
    return line | {
        "item": item,
        "title": line.get("title") or (item.words if item else "Not chosen yet"),
        "about": f"what you asked for as number {number}",
        "outcome_shown": outcomes.get(line.get("outcome")) or line.get("outcome_words", ""),
        "category_words": _label(Category, line.get("category")),
        "stream_words": _label(Stream, line.get("stream")),
        "where_words": _where(line),
        "way": _label(Mechanism, line.get("mechanism")),
        "cost": cost,
        "cost_words": pounds(cost.yearly) if cost else "",
    }


def total_of(lines):
    """Add up the lines whose cost is known; unit: pounds a year."""
    return sum((line["cost"].yearly for line in lines if line["cost"]), NOTHING)


def _where(line):
    place = line.get("setting") or _label(DeliveredAt, line.get("delivered_at"))
    who = line.get("provider") or _label(ProviderType, line.get("provider_type"))
    return ", ".join(filter(None, (place, who)))


def cost_of(line):
    """Work out what a line costs a year; None while its sums are missing or wrong (R10.1)."""
    try:
        return line_cost(
            read_pounds(line.get("unit_cost") or "0", "unit cost"),
            read_pounds(line.get("units_a_week") or "0", "units a week"),
            line.get("funded_weeks"),
            on_costs=read_pounds(line.get("on_costs") or "0", "on-costs"),
            one_off=read_pounds(line.get("one_off") or "0", "one-off costs"),
            unit="",
        )
    except InputError:
        return None
