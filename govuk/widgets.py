from datetime import date
from decimal import Decimal

from django import forms


class Text(forms.TextInput):
    """A one-line text input, with a width in characters and words before or after it."""

    def __init__(self, attrs=None, *, width=None, prefix="", suffix=""):
        super().__init__(attrs)
        self.width, self.prefix, self.suffix = width, prefix, suffix


class Number(Text):
    """A text input that brings up the number keys; browsers' own number inputs lose what was typed."""

    def __init__(self, attrs=None, *, width=5, prefix="", suffix=""):
        super().__init__({"inputmode": "numeric", "spellcheck": "false", **(attrs or {})}, width=width)
        self.prefix, self.suffix = prefix, suffix


class Pounds(Text):
    """A text input for an amount in pounds."""

    def __init__(self, attrs=None, *, width=10, suffix=""):
        attrs = {"inputmode": "decimal", "spellcheck": "false", **(attrs or {})}
        super().__init__(attrs, width=width, prefix="£", suffix=suffix)

    def format_value(self, value):
        """Show a stored amount with its commas, and a typed one as it was typed."""
        if isinstance(value, Decimal) and value.is_finite():
            return f"{value:,.2f}"
        return super().format_value(value)


class CharacterCount(forms.Textarea):
    """A text area that says how many characters are left; the limit is the field's max_length."""

    def __init__(self, attrs=None, *, rows=5, threshold=None):
        super().__init__({"rows": rows, **(attrs or {})})
        self.threshold = threshold


class Choices:
    """What radios and checkboxes have in common: hints, revealed fields, a divider, small or in one line."""

    def __init__(self, attrs=None, *, hints=None, reveals=None, divider=None, inline=False, small=False):
        super().__init__(attrs)
        self.hints, self.reveals, self.divider = hints or {}, reveals or {}, divider or {}
        self.inline, self.small = inline, small


class Radios(Choices, forms.RadioSelect):
    """Radios; `reveals` names the field that opens under a value, `divider` the word above one."""


class Checkboxes(Choices, forms.CheckboxSelectMultiple):
    """Checkboxes; `exclusive` holds the values that clear all others, such as "none of these"."""

    def __init__(self, attrs=None, *, exclusive=(), **choices):
        super().__init__(attrs, **choices)
        self.exclusive = frozenset(exclusive)


class DateInput(forms.MultiWidget):
    """Three inputs for a date: `<name>-day`, `<name>-month` and `<name>-year`."""

    PARTS = ("day", "month", "year")

    def __init__(self, attrs=None, *, birthday=False):
        super().__init__([forms.TextInput() for _ in self.PARTS], attrs)
        self.widgets_names = [f"-{part}" for part in self.PARTS]
        self.birthday = birthday

    def decompress(self, value):
        """Split a date into its three texts."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        return (
            [str(value.day), str(value.month), str(value.year)] if isinstance(value, date) else ["", "", ""]
        )

    def typed(self, value):
        """Return the three texts to show, typed or stored."""
        value = list(value) if isinstance(value, list | tuple) else self.decompress(value)
        return [str(part) if part is not None else "" for part in (value + ["", "", ""])[:3]]
