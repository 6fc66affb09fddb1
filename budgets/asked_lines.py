"""The lines of a request as they were asked: each linked to provision of this plan, and costed (R1.2, R10.1)."""

import textwrap
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal

from budgets.choices import Category, DeliveredAt, FundingSource, Mechanism, ProviderType, Stream
from budgets.reading import Answers, refuse
from ehcp.models import PlanOutcome, Provision
from policy import InputError, Refused
from policy.catalogue import catalogue
from policy.costs import line_cost

MOST_LINES = 30
LONGEST_TITLE = 200


@dataclass(frozen=True)
class AskedFor:
    """One line, under the names of the fields it is stored in; `key` is what the draft calls it."""

    key: uuid.UUID
    provision_id: int | None
    catalogue_key: str
    title: str
    outcome_id: int | None
    outcome_words: str
    stream: str
    category: str
    funding_source: str
    mechanism: str
    delivered_at: str
    setting: str
    why: str
    provider: str
    provider_type: str
    relationship: str
    unit_cost: Decimal
    units_a_week: Decimal
    funded_weeks: int
    on_costs: Decimal
    one_off: Decimal
    yearly: Decimal
    equipment_professional: str
    transport_entitled: bool | None
    transport_cheaper: bool | None

    @property
    def facts(self):
        """What was asked, without the key."""
        return {name: value for name, value in asdict(self).items() if name != "key"}


@dataclass(frozen=True)
class Source:
    """What lines can be linked to: the plan's provision and outcomes, and the catalogue of a day."""

    provision: dict
    outcomes: dict
    catalogue: dict

    @classmethod
    def of(cls, child, on, kept, provision_ids, outcome_ids):
        """Look up what these lines name, in two queries."""
        own = Provision.objects.filter(plan__child=child, pk__in=provision_ids)
        found = {each.pk: each for each in own if each.missing_from_roster_on is None or each.pk in kept}
        outcomes = PlanOutcome.objects.filter(plan__child=child).in_bulk(outcome_ids)
        return cls(found, outcomes, {line.key: line for line in catalogue(on) if line.non_plan})


def read_lines(given, source, *, required):
    """Read all lines; each has a key of its own."""
    if given is None and not required:
        return ()
    if not isinstance(given, list) or (required and not given):
        refuse("Add at least one thing the budget would pay for.")
    if len(given) > MOST_LINES:
        refuse(f"A request can have at most {MOST_LINES} things to pay for.")
    read = [Answers(each, "what the budget would pay for") for each in given]
    numbers = [(each.number("provision"), each.number("outcome")) for each in read]
    known = source({one for one, _ in numbers if one}, {two for _, two in numbers if two})
    lines = tuple(_line(each, known) for each in read)
    if len({line.key for line in lines}) < len(lines):
        refuse("Two things to pay for have become one: remove one and add it again.")
    return lines


def _line(read, known):
    """Read one line; a refusal says which, once it is known what it asks for."""
    provision, entry, named = _linked(read, known)
    title = read.text("title", "what it is called", most=300) or named
    try:
        return _read(read, known, provision, entry, title)
    except Refused as refused:
        raise Refused(
            refused.rule, f"{textwrap.shorten(title, 60, placeholder='…')}: {refused.words}"
        ) from None


def _linked(read, known):
    number, key = read.number("provision"), read.text("catalogue_key", "what it is", most=60)
    if bool(number) == bool(key):
        raise Refused(
            "R1.2", "Choose what the budget would pay for: something in the plan, or from the list."
        )
    if key:
        entry = known.catalogue.get(key)
        if entry is None:
            raise Refused(
                "R1.2", "Choose something from the plan: this need not be in a plan only if it is listed."
            )
        return None, entry, entry.title
    provision = known.provision.get(number)
    if provision is None:
        raise Refused("R1.2", "Choose something that is in the plan now.")
    words = textwrap.shorten(provision.words, LONGEST_TITLE, placeholder="…")
    return provision, None, words or provision.paragraph


def _read(read, known, provision, entry, title):
    stream = read.choice("stream", "which money it is asked from", Stream)
    if entry and stream != entry.stream.value:
        refuse("Choose the money it is asked from again.")
    delivered_at = read.choice("delivered_at", "where it would happen", DeliveredAt)
    at_setting = delivered_at == DeliveredAt.SETTING
    return AskedFor(
        key=read.key("id"),
        provision_id=provision and provision.pk,
        catalogue_key=entry.key if entry else "",
        title=title,
        stream=stream,
        category=read.choice("category", "what kind of support it is", Category),
        funding_source=read.choice("funding_source", "what pays for it now", FundingSource),
        mechanism=read.choice("mechanism", "how the money would be held", Mechanism),
        delivered_at=delivered_at,
        setting=read.text("setting", "the name of the school or college", most=200, required=at_setting),
        why=read.text("why", "why what happens now is not enough", most=5000),
        provider=read.text("provider", "who would provide it", most=200),
        provider_type=read.choice("provider_type", "who would provide it", ProviderType),
        relationship=read.text("relationship", "how they are related to you", most=200),
        equipment_professional=read.text(
            "equipment_professional", "which professional asked for it", most=200
        ),
        transport_entitled=read.yes_or_unknown("transport_entitled", "whether transport is free now"),
        transport_cheaper=read.yes_or_unknown("transport_cheaper", "whether your way costs less"),
        **_outcome(read, known, needed=provision is not None),
        **_cost(read),
    )


def _outcome(read, known, *, needed):
    number, words = read.number("outcome"), read.text("outcome_words", "what it should achieve", most=5000)
    if number and number not in known.outcomes:
        raise Refused("R1.2", "Choose an outcome of the plan, or say what it should achieve.")
    if needed and not number and not words:
        refuse("Choose an outcome of the plan, or say what it should achieve.")
    return {"outcome_id": number, "outcome_words": words}


def _cost(read):
    given = {
        "unit_cost": read.pounds("unit_cost", "what one costs"),
        "units_a_week": read.units("units_a_week", "how many in a week"),
        "funded_weeks": read.weeks("funded_weeks", "in how many weeks"),
        "on_costs": read.pounds("on_costs", "the other costs"),
        "one_off": read.pounds("one_off", "the costs that are paid once"),
    }
    if problem := cost_problem(given):
        raise Refused("R10.1", f"{problem[1]}.")
    return given | {"yearly": line_cost(**given).yearly}


def cost_problem(given):
    """Give what is wrong with the sums of a line, each right by itself: the field and words; None when nothing is."""
    if given["unit_cost"] and not given["units_a_week"]:
        return "units_a_week", "Enter how many in a week, because you gave what one costs"
    if not any(given[name] for name in ("unit_cost", "on_costs", "one_off")):
        return "unit_cost", "Enter what it costs: so far it comes to nothing for the year"
    try:
        line_cost(**given)
    except InputError:
        return "unit_cost", "Check what one costs and how many: the cost of the year is too high"
    return None
