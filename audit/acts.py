"""The guarded way of doing things: hold the child, ask who may, act, record."""

import hashlib
import json
import os

import rules
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.utils import timezone

from audit.models import Event, EventDetail, ViewLog


class NotAllowed(PermissionDenied):
    """A person tried what they may not do."""


def authorise(perm, obj=None, *, by):
    """Let the act go on only when the rules say this person may; the one place authority is asked."""
    if not rules.perm_exists(perm):
        raise ImproperlyConfigured(f"No rule says who may {perm}")
    if not rules.has_perm(perm, by, obj):
        raise NotAllowed(perm)


def hold(record):
    """Lock the record's child, then the record, and give the record fresh.

    Every act locks in this order, so two acts on one child wait for each other and never deadlock. NO KEY UPDATE
    leaves other people free to insert rows that refer to the child.
    """
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("hold() needs a transaction")
    model = type(record)
    if model.CHILD not in ("", "self"):
        child_model = model
        for step in model.CHILD.split("__"):
            child_model = child_model._meta.get_field(step).related_model
        child_id = model._base_manager.values_list(f"{model.CHILD}_id", flat=True).get(pk=record.pk)
        _lock(child_model, child_id)
    return model._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)


def _lock(model, pk):
    list(model._base_manager.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))


def child_id_of(record):
    """Give the id of the child a record is about, None when it is about no child."""
    path = type(record).CHILD
    if path == "":
        return None
    if path == "self":
        return record.pk
    *steps, last = path.split("__")
    for step in steps:
        record = getattr(record, step)
    return getattr(record, f"{last}_id")


def record(kind, *, by, about, on, **words):
    """Write one event about a record: who, what, when, and words that can be erased later.

    `by` is a user, or None for the service itself. `words` are plain values (R6.8, R24.7).
    """
    text = json.dumps(words, sort_keys=True, ensure_ascii=False, default=str)
    name, salt = (str(by) if by else "the service"), os.urandom(16)
    event = Event.objects.create(
        kind=kind,
        on=on,
        at=timezone.now(),
        child_id=child_id_of(about),
        by_id=by.pk if by else None,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        words_digest=digest_of_words(salt, name, text),
    )
    EventDetail.objects.create(event=event, salt=salt, by_name=name, words=text)
    return event


def digest_of_words(salt, by_name, words):
    """Give the digest an event keeps of words that may be erased."""
    return hashlib.sha256(bytes(salt) + by_name.encode() + b"\0" + words.encode()).digest()


def look(*, by, what, about):
    """Log that a signed-in person looked at a record (R24.8)."""
    ViewLog.objects.create(
        by_id=by.pk,
        child_id=child_id_of(about),
        what=what,
        about_type=about._meta.label_lower,
        about_id=about.pk,
    )
