"""States that only acts change: django-fsm with its traps cured, and guards that say which rule refused."""

from functools import wraps

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMFieldDescriptor, TransitionNotAllowed
from django_fsm import transition as fsm_transition

from policy import Refused


class _Descriptor(FSMFieldDescriptor):
    # While a row is being loaded its state may be written: noted on the row, so other threads stay guarded.
    def __set__(self, instance, value):
        if instance.__dict__.get("_loading_state"):
            self.field.set_state(instance, value)
        else:
            super().__set__(instance, value)


class StateField(FSMField):
    """A state that only a transition may change."""

    descriptor_class = _Descriptor

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("protected", True)
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)


class StateModel(ConcurrentTransitionMixin, models.Model):
    """A record with a state: loads safely, and a lost race raises instead of overwriting."""

    class Meta:
        abstract = True

    def _get_protected_fsm_fields(self):
        # The library lifts the protection on the class while it loads one row; we lift it on the row.
        return set()

    def _while_loading(self, load, *args, **kwargs):
        self.__dict__["_loading_state"] = True
        try:
            return load(*args, **kwargs)
        finally:
            self.__dict__.pop("_loading_state", None)

    def refresh_from_db(self, *args, **kwargs):
        """Load the row again, its state included."""
        return self._while_loading(super().refresh_from_db, *args, **kwargs)

    def clean_fields(self, *args, **kwargs):
        """Check the fields, the state included."""
        return self._while_loading(super().clean_fields, *args, **kwargs)


def guard(rule, words):
    """Mark a predicate over a record as a guard: its rule, and the words a person reads when it refuses."""

    def mark(predicate):
        predicate.rule, predicate.words = rule, words
        return predicate

    return mark


def transition(*, field, source, target, guards=()):
    """Declare a move between states; a refused one raises `policy.Refused` naming the rule."""
    for each in guards:
        if not hasattr(each, "rule"):
            raise ImproperlyConfigured(f"{each.__name__} is not a guard: it names no rule")

    def declare(method):
        inner = fsm_transition(field=field, source=source, target=target, conditions=list(guards))(method)

        @wraps(inner)
        def move(self, *args, **kwargs):
            try:
                return inner(self, *args, **kwargs)
            except TransitionNotAllowed as problem:
                raise _refusal(self, inner, guards, field) from problem

        move.guards = tuple(guards)
        return move

    return declare


def _refusal(record, method, guards, field):
    name = field.name if hasattr(field, "name") else field
    state = getattr(record, name)
    if method._django_fsm.has_transition(state):
        refusing = next(each for each in guards if not each(record))
        return Refused(refusing.rule, refusing.words)
    shown = getattr(record, f"get_{name}_display", lambda: state)()
    words = f"This cannot be done now: the {record._meta.verbose_name} is already “{str(shown).lower()}”."
    return Refused(f"state:{method.__name__}", words)
