"""The guarded way of doing things: hold the child, ask who may, act, record."""

import hashlib
import json
import os

import rules
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.utils import timezone

from audit.models import Event, EventDetail, ViewLog
from audit.rules import THE_SERVICE


class NotAllowed(PermissionDenied):
    """A person tried what they may not do."""


def authorise(perm, obj=None, *, by):
    """Let the act go on only when the rules say this person may; the one place authority is asked.

    `by` is None when a sweep acts: then only what the rules leave to the service itself may go on.
    """
    if not rules.perm_exists(perm):
        raise ImproperlyConfigured(f"No rule says who may {perm}")
    who = THE_SERVICE if by is None else by
    if not (who.is_active and rules.has_perm(perm, who, obj)):
        raise NotAllowed(perm)


def hold(record, *, skip_locked=False):
    """Lock the record's child, then the record, and give the record fresh.

    Every act locks in this order, so two acts on one child wait for each other and never deadlock. NO KEY
    UPDATE leaves other people free to insert rows that refer to the child. With `skip_locked`, for sweeps,
    nobody is waited for: None when somebody else is at work on the child.
    """
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("hold() needs a transaction")
    model = type(record)
    if model.CHILD not in ("", "self"):
        child_model = model
        for step in model.CHILD.split("__"):
            child_model = child_model._meta.get_field(step).related_model
        child_id = model._base_manager.values_list(f"{model.CHILD}_id", flat=True).get(pk=record.pk)
        locked = list(_locking(child_model, skip_locked).filter(pk=child_id).values_list("pk"))
        if skip_locked and child_id and not locked:
            return None
    fresh = _locking(model, skip_locked).filter(pk=record.pk).first()
    if fresh is None and not skip_locked:
        raise model.DoesNotExist(f"{model._meta.label} {record.pk}")
    return fresh


def _locking(model, skip_locked):
    return model._base_manager.select_for_update(no_key=True, of=("self",), skip_locked=skip_locked)


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


def record(kind, *, by, about, on=None, child=None, **words):
    """Write one event about a record: who, what, when, and words that can be erased later (R6.8, R24.7).

    `by` is a user, or None for the service itself. `child` is given when the record does not lead to its
    child. `words` are plain values.
    """
    text = json.dumps(storable(words), sort_keys=True, ensure_ascii=False, default=str)
    name, salt = storable(str(by or THE_SERVICE))[:200], os.urandom(16)
    event = Event.objects.create(
        kind=kind,
        on=on or timezone.localdate(),
        at=timezone.now(),
        child_id=getattr(child, "pk", child) or child_id_of(about),
        by_id=by.pk if by else None,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        words_digest=digest_of_words(salt, name, text),
    )
    EventDetail.objects.create(event=event, salt=salt, by_name=name, words=text)
    return event


def storable(value):
    """Give a value without the signs no database text can hold: NUL and halves of surrogate pairs.

    What a person typed must never stop the record of what they did.
    """
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(str(name)): storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [storable(each) for each in value]
    return value


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
