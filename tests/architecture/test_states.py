"""States move by acts only: each move is permitted to somebody, called by an act, written by nothing else."""

import ast

import pytest
import rules
from django.apps import apps

from audit.states import StateField, StateModel
from tests.architecture.modules import FLOORS, sources

# A delivery is moved in sets by the worker, as house rule 5 says of the outbox; it has no guards and no acts.
MOVED_IN_SETS = {"letters.Delivery"}
WRITERS_IN_SETS = {"letters.outbox", "letters.actions", "letters.printing"}

MODELS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
STATEFUL = [model for model in MODELS if issubclass(model, StateModel)]
MOVES = [
    (model, verb)
    for model in STATEFUL
    for field in model._meta.local_fields
    if isinstance(field, StateField)
    for verb in sorted(field.transitions[model])
]


def test_there_are_states_to_check():
    assert {model._meta.label for model in STATEFUL} >= {"documents.Document", "audit.Disposal"}
    assert len(MOVES) >= 5


def test_every_state_is_protected():
    for model in MODELS:
        for field in model._meta.local_fields:
            if isinstance(field, StateField):
                assert field.protected, field
                assert issubclass(model, StateModel), f"{model} loads its state unguarded"
            elif field.name == "state":
                assert model._meta.label in MOVED_IN_SETS, f"{field} can be assigned"


def test_every_stateful_model_begins_in_a_state_of_its_choices():
    for model in STATEFUL:
        for field in model._meta.local_fields:
            if isinstance(field, StateField):
                states = {value for value, _ in field.choices}
                moves = list(field.get_all_transitions(model))
                assert field.default in states
                assert {move.target for move in moves} | {field.default} == states, "a state nothing leads to"
                assert {move.source for move in moves} <= states


def writes_of_a_state(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _writes(node):
            yield node.lineno, ast.unparse(node.func)
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in [*targets, *([node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else [])]:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and part.attr == "state":
                    yield part.lineno, "state = …"


def _writes(call):
    called = getattr(call.func, "attr", getattr(call.func, "id", ""))
    named = {keyword.arg for keyword in call.keywords}
    quoted = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
    return (
        (called in ("update", "update_or_create", "aupdate") and "state" in named)
        or (called in ("setattr", "bulk_update", "update_or_create") and "state" in quoted)
        or called in ("set_state", "change_state")
    )


def test_nothing_writes_a_state_but_a_transition():
    found = [
        f"{name}:{line} {what}"
        for name, (_, tree) in sources().items()
        if name not in WRITERS_IN_SETS and name != "audit.states" and name.partition(".")[0] in FLOORS
        for line, what in writes_of_a_state(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Document.objects.update(state='clean')",
        "Document.objects.filter(pk=1).update(found='', state=State.CLEAN)",
        "document.state = 'clean'",
        "document.state, document.found = 'clean', ''",
        "setattr(document, 'state', 'clean')",
        "Document.objects.bulk_update(each, ['state'])",
        "Document.objects.update_or_create(pk=1, state='clean')",
    ],
)
def test_a_write_of_a_state_would_be_seen(line):
    assert list(writes_of_a_state(ast.parse(line)))


def functions_of_actions(app):
    for name, (_, tree) in sources().items():
        if name == f"{app}.actions" or name.startswith(f"{app}.actions."):
            yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def calls(function):
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def asked_for(function):
    """Give the permissions a function asks for."""
    return {
        call.args[0].value
        for call in calls(function)
        if isinstance(call.func, ast.Name) and call.func.id == "authorise"
        if isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize(("model", "verb"), MOVES)
def test_every_move_is_permitted_to_somebody_and_called_by_an_act_that_asks(model, verb):
    app, noun = model._meta.app_label, model._meta.model_name
    perms = [perm for perm in (f"{app}.{verb}", f"{app}.{verb}_{noun}") if rules.perm_exists(perm)]
    assert perms, f"no rule says who may {verb} a {noun}"
    callers = [
        function
        for function in functions_of_actions(app)
        if any(isinstance(call.func, ast.Attribute) and call.func.attr == verb for call in calls(function))
    ]
    assert callers, f"no act calls {verb} of {noun}"
    for function in callers:
        assert set(perms) & asked_for(function), f"{function.name} does not ask who may {verb}"


def test_every_permission_asked_for_has_a_rule():
    asked = {
        (name, perm)
        for name, (_, tree) in sources().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for perm in asked_for(function)
    }
    assert len(asked) > 10
    assert [each for each in sorted(asked) if not rules.perm_exists(each[1])] == []


def test_every_record_says_which_child_it_is_about():
    """`hold` and `record` follow CHILD; a path that leads elsewhere would lock or name the wrong row."""
    wrong = []
    for model in MODELS:
        path = getattr(model, "CHILD", None)
        if path in (None, "", "self"):
            continue
        step = model
        for part in path.split("__"):
            step = step._meta.get_field(part).related_model
        if step._meta.label != "people.Child":
            wrong.append(f"{model._meta.label}: {path} leads to {step._meta.label}")
    assert wrong == []
    assert apps.get_model("people.Child").CHILD == "self"
