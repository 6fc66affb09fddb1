"""The reference pages of letters and of states, written from the classes themselves."""

from collections.abc import Iterator
from dataclasses import fields

from django.apps import apps
from django.db import models

from audit.states import StateField, StateModel
from letters.kinds import FAMILY, KINDS, SIGN_IN, STAFF

AUDIENCES = {FAMILY: "a family", STAFF: "a member of staff", SIGN_IN: "whoever's sign-in it is about"}


def _table(*rows: tuple[str, ...]) -> Iterator[str]:
    head, *others = rows
    for row in (head, ("---",) * len(head), *others):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def letters_page() -> str:
    """Write every kind of letter: to whom it goes, what it must say, and which rule asks for it."""
    head = ("Code", "Title", "Goes to", "Legal notice", "Must say", "Not kept once sent", "Source")
    rows = [
        (
            f"`{code}`",
            kind.title,
            AUDIENCES[kind.audience],
            "yes" if kind.legal_notice else "no",
            ", ".join(each.name.replace("_", " ") for each in fields(kind)),
            ", ".join(name.replace("_", " ") for name in kind.secret_fields),
            kind.source,
        )
        for code, kind in sorted(KINDS.items())
    ]
    words = "A letter that lacks one of the things it must say is refused, with the rule in the last column."
    return "\n".join(["# Letters", "", words, "", *_table(head, *rows), ""])


def states_page() -> str:
    """Write the states of every record that has some, as diagrams, with the guards of each move."""
    parts = [
        "# States",
        "",
        "A state moves by these acts and in no other way. A guard that refuses names its rule.",
    ]
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        if issubclass(model, StateModel):
            for field in model._meta.local_fields:
                if isinstance(field, StateField):
                    parts += ["", *_states_of(model, field)]
    return "\n".join([*parts, ""])


def _states_of(model: type[models.Model], field: StateField) -> Iterator[str]:
    moves = sorted(field.get_all_transitions(model), key=lambda move: (move.name, move.source))
    yield f"## {model._meta.verbose_name.capitalize()} (`{model._meta.label}`)"
    yield from ("", "```mermaid", "stateDiagram-v2")
    yield from (f"    {value}: {label}" for value, label in field.choices)
    yield f"    [*] --> {field.default}"
    for move in moves:
        rules = ", ".join(guard.rule for guard in move.conditions)
        yield f"    {move.source} --> {move.target}: {move.name}" + (f" [{rules}]" if rules else "")
    yield "```"
    guards = {(move.name, guard.rule, guard.words) for move in moves for guard in move.conditions}
    if guards:
        rows = [(f"`{name}`", rule, words) for name, rule, words in sorted(guards)]
        yield from ("", *_table(("Act", "Rule", "Refused with"), *rows))
