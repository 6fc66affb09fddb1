"""Pages of a list by where the last one ended, never by counting through what came before."""

import base64
import hashlib
import json
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP

SIZE = 25
COUNTED = 1000
PARAMETER = "page"


class Page:
    """A page of a list: its rows, and the addresses of the pages before and after it."""

    def __init__(self, rows, *, previous="", following="", everything=None):
        self.rows, self.previous, self.next, self.everything = rows, previous, following, everything

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @cached_property
    def total(self):
        """How many there are, in words; above a thousand nobody waits for the count."""
        counted = self.everything.order_by()[: COUNTED + 1].count()
        return f"{COUNTED:,}+" if counted > COUNTED else f"{counted:,}"


class CappedPaginator(Paginator):
    """A paginator for numbered pages that counts to a thousand and no further: then a person searches."""

    @cached_property
    def counted(self):
        """How many there are, or one more than a list shows."""
        return self.object_list.order_by()[: COUNTED + 1].count()

    @cached_property
    def count(self):
        """How many the list shows."""
        return min(self.counted, COUNTED)

    @property
    def capped(self):
        """Whether there are more than the list shows."""
        return self.counted > COUNTED


def paged(queryset, request, *, by, size=SIZE):
    """Return the page a request asks for, ordered by fields that are never empty, the last unique.

    A place in the list that was tampered with, or belongs to another list, is the first page.
    """
    check(queryset.model, by)
    backwards, after = place(request.GET.get(PARAMETER, ""), queryset.model, by)
    rows = cut(queryset, by, after, backwards, size)
    if after is not None and (not rows or (backwards and len(rows) <= size)):
        backwards, after = False, None
        rows = cut(queryset, by, None, False, size)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    previous = address(request, by, rows[0], True) if after is not None and rows else ""
    following = address(request, by, rows[-1], False) if rows and (more or backwards) else ""
    return Page(rows, previous=previous, following=following, everything=queryset)


def check(model, by):
    """Refuse an order in which a row could be skipped or come twice."""
    fields = [fields_to(model, name) for name in by]
    if len(fields[-1]) > 1 or not fields[-1][-1].unique or any(one.null for path in fields for one in path):
        raise ImproperlyConfigured(
            f"A list of {model.__name__} needs an order without gaps, ending in id: {by}."
        )


def fields_to(model, path):
    """Return the fields along a double-underscore path."""
    fields = []
    for step in path.lstrip("-").split(LOOKUP_SEP):
        fields.append(model._meta.pk if step == "pk" else model._meta.get_field(step))
        model = fields[-1].related_model
    return fields


def cut(queryset, by, after, backwards, size):
    """Fetch one row more than a page, from a place on, in either direction."""
    order = [flipped(name) if backwards else name for name in by]
    if after is not None:
        queryset = queryset.filter(beyond(order, after))
    return list(queryset.order_by(*order)[: size + 1])


def flipped(name):
    """Turn an order round."""
    return name[1:] if name.startswith("-") else f"-{name}"


def beyond(order, values):
    """Say "after these values in this order" so that an index on the order can be walked from there."""
    (name, *others), (value, *rest) = order, values
    path, side = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
    if not others:
        return Q(**{f"{path}__{side}": value})
    at_least = Q(**{f"{path}__{side}e": value})
    return at_least & (Q(**{f"{path}__{side}": value}) | beyond(others, rest))


def value_at(row, path):
    """Return a row's value at a double-underscore path."""
    for step in path.lstrip("-").split(LOOKUP_SEP):
        row = getattr(row, step)
    return row


def address(request, by, row, backwards):
    """Return the list's address from a row on; the place is sealed, since it may hold a name."""
    state = [list(by), backwards, [value_at(row, name) for name in by]]
    token = sealer().encrypt(json.dumps(state, cls=MicrosecondEncoder).encode()).decode()
    query = request.GET.copy()
    query[PARAMETER] = token
    return f"?{query.urlencode()}"


def place(token, model, by):
    """Read a place in the list: which way, and the values it starts from."""
    try:
        given, backwards, values = json.loads(sealer().decrypt(token.encode()))
        fields = [fields_to(model, name)[-1] for name in by]
        if given != list(by) or len(values) != len(fields):
            return False, None
        return bool(backwards), [field.to_python(one) for field, one in zip(fields, values, strict=True)]
    except (InvalidToken, ValueError, TypeError, ValidationError, FieldDoesNotExist):
        return False, None


def sealer():
    """Return the cipher for places in a list."""
    key = hashlib.sha256(b"govuk.pager" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class MicrosecondEncoder(DjangoJSONEncoder):
    """Django's encoder, which would cut a moment to the millisecond and so repeat or skip a row."""

    def default(self, value):
        """Keep a moment whole."""
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)
