"""Reading the cells that describe one thing, and the rules they must keep among themselves."""

from policy.plain import long_date


def read(group, cells, on):
    """Read a group's cells: give its values (None when left blank or unreadable) and what is wrong with them."""
    if group.optional and not any(cells):
        return None, ()
    values, problems = {}, []
    for column, cell in zip(group.columns, cells, strict=True):
        try:
            values[column.field] = _value(column, cell, on)
        except ValueError as problem:
            problems.append((column.name, str(problem)))
    if not problems:
        names = {column.field: column.name for column in group.columns}
        problems = [(names[field], reason) for field, reason in RULES.get(group.noun, _none)(values)]
    return (None if problems else values), tuple(problems)


def _value(column, cell, on):
    if not cell:
        if column.required:
            raise ValueError("is missing")
        return None
    value = column.read(cell)
    if column.past and value > on:
        raise ValueError(f"is {long_date(value)}, after the day of this roster, {long_date(on)}")
    return value


def _none(values):
    return ()


STAGE_DATES = {
    "drafting": ("to_prepare_on",),
    "final": ("to_prepare_on", "final_on"),
    "reassessing": ("to_prepare_on", "reassess_on"),
    "ceased": ("ceased_on",),
}
# What cannot have happened yet at a stage.
NOT_YET = {
    "assessing": ("to_prepare_on", "draft_issued_on", "final_on", "reassess_on"),
    "drafting": ("final_on", "reassess_on"),
}
# Pairs of days in the only order they can have; the second is the cell named as wrong.
PLAN_ORDER = (
    ("requested_on", "to_prepare_on"),
    ("to_prepare_on", "draft_issued_on"),
    ("to_prepare_on", "final_on"),
    ("to_prepare_on", "reassess_on"),
    ("to_prepare_on", "ceased_on"),
    ("final_on", "ceased_on"),
)


def _plan(values):
    """Hold a plan's stage against its dates (R4.1)."""
    stage = values["stage"]
    for field in STAGE_DATES.get(stage, ()):
        if not values[field]:
            yield field, f"is missing, and a plan at the stage {stage} has it"
    for field in NOT_YET.get(stage, ()):
        if values[field]:
            yield field, f"cannot be there yet at the stage {stage}"
    if values["ceased_on"] and stage != "ceased":
        yield "ceased_on", f"is there, and the stage is {stage}"
    yield from _in_order(values, PLAN_ORDER)
    if stage == "reassessing":
        # A plan in force before its re-assessment: the other way round the re-assessment is over.
        yield from _in_order(values, (("final_on", "reassess_on"),))
    if stage == "final" and not values["reassess_on"]:
        yield from _in_order(values, (("draft_issued_on", "final_on"),))


def _review(values):
    """Hold an annual review's dates in their order (R4.1, R18.6)."""
    if values["concluded_on"] and not values["meeting_on"]:
        yield "concluded_on", "is there without the day of the meeting"
    yield from _in_order(values, (("invited_on", "meeting_on"), ("meeting_on", "concluded_on")))


def _in_order(values, pairs):
    for first, second in pairs:
        if values[first] and values[second] and values[second] < values[first]:
            before = f"{long_date(values[second])}, is before {first.removesuffix('_on').replace('_', ' ')}"
            yield second, f"{before}, {long_date(values[first])}"


def _person(values):
    """See that a person's address is whole, and there for whom letters come by post."""
    if bool(values["address"]) != bool(values["postcode"]):
        missing = "postcode" if values["address"] else "address"
        yield missing, "is missing: address and postcode go together"
    if values["prefers_post"] and not values["address"]:
        yield "prefers_post", "is yes, and there is no address to post to"


RULES = {"plan": _plan, "annual review": _review, "person": _person}
