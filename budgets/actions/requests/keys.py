"""The keys of lines: each known by one from its draft to its agreement, and by no other request’s."""

import uuid

from budgets.models import RequestedProvision


def with_keys(lines):
    """Give each line of a draft the key by which it is known from now on."""
    return [
        line | {"id": str(_key_of(line) or uuid.uuid4())} if isinstance(line, dict) else line
        for line in lines
    ]


def _key_of(line):
    try:
        return uuid.UUID(line.get("id"))
    except (AttributeError, TypeError, ValueError):
        return None


def with_own_keys(answers, request=None):
    """Give the answers with keys that are no other request's: a new request may begin from an old one."""
    lines = answers.get("lines") if isinstance(answers, dict) else None
    if not isinstance(lines, list):
        return answers
    lines = with_keys(lines)
    keys = {_key_of(line) for line in lines if isinstance(line, dict)}
    taken = RequestedProvision.objects.filter(key__in=keys)
    if request is not None:
        taken = taken.exclude(request=request, state="requested")
    taken = {str(key) for key in taken.values_list("key", flat=True)}
    new = [
        line | {"id": str(uuid.uuid4())} if isinstance(line, dict) and line["id"] in taken else line
        for line in lines
    ]
    return answers | {"lines": new}
