import re
from datetime import date
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import BaseInput
from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from govuk import messages
from govuk.widgets import CharacterCount, Checkboxes, DateInput, Number, Pounds, Radios, Text

__all__ = [
    "CharacterCount", "Checkboxes", "DateField", "DateInput", "GovukForm", "GovukModelForm", "Number",
    "Pounds", "PoundsField", "Radios", "Text",
]  # fmt: skip

COLUMN_HOLDS = 2**31 - 1
MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip


class GovukHelper(FormHelper):
    """A form helper that renders with our pack and always sends what is hidden."""

    template_pack = "govuk"
    render_hidden_fields = True


class Button(BaseInput):
    """A submit button in the design system's look."""

    input_type = "submit"


class GovukMixin:
    """What every form of ours shares: plain errors, clean text, a page heading, buttons, revealed answers."""

    page_heading = None
    button = "Continue"
    later_button = ""
    method = "post"

    def __init__(self, data=None, files=None, *args, **kwargs):
        super().__init__(scrubbed(data), files, *args, **kwargs)
        for name, field in self.fields.items():
            bound_number(field)
            messages.make_plain(field, name)

    @classmethod
    def of(cls, request, **kwargs):
        """Make the form of a request: bound to what was sent, be it nothing, and unbound before that."""
        if cls.method == "get":
            return cls(request.GET, **kwargs)
        sent = request.method == "POST"
        return cls(request.POST if sent else None, request.FILES if sent else None, **kwargs)

    @cached_property
    def helper(self):
        """Return the crispy helper with this form's buttons, which a page may add to."""
        helper = GovukHelper()
        helper.form_method = self.method
        # A button's name would end up in the address of a list that is filtered.
        helper.add_input(Button("" if self.method == "get" else "continue", self.button))
        if self.later_button:
            helper.add_input(Button("later", self.later_button, css_class="govuk-button--secondary"))
        return helper

    def reveals(self):
        """Yield each field another one reveals, with the field and the value that reveal it."""
        for name, field in self.fields.items():
            for value, opened in getattr(field.widget, "reveals", {}).items():
                if opened in self.fields:
                    yield opened, name, str(value)

    def _clean_fields(self):
        """Clean every answer, and forget those whose question was never opened."""
        super()._clean_fields()
        for opened, name, value in self.reveals():
            chosen = self[name].data
            if value not in (chosen if isinstance(chosen, list | tuple) else [str(chosen)]):
                self._errors.pop(opened, None)
                self.cleaned_data[opened] = self.fields[opened].to_python("")


class GovukForm(GovukMixin, forms.Form):
    """A form that renders and complains as the design system says."""


class GovukModelForm(GovukMixin, forms.ModelForm):
    """A form over a model that renders and complains as the design system says."""


class DateField(forms.Field):
    """A date typed as day, month and year; the month may be a name or its first letters."""

    widget = DateInput

    def __init__(self, *, earliest=date(1900, 1, 1), latest=date(2100, 12, 31), **kwargs):
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value):
        """Return the date, or say which part of it is missing or wrong."""
        if isinstance(value, date) or not value:
            return value or None
        typed = [tidy(part) for part in self.widget.typed(value)]
        if not any(typed):
            return None
        return self.within(self.made(*typed))

    def made(self, day, month, year):
        """Make a date of its three texts."""
        missing = [part for part, text in zip(DateInput.PARTS, (day, month, year), strict=True) if not text]
        if missing:
            raise self.wrong("must include a " + " and a ".join(missing), *missing)
        if re.fullmatch("[0-9]{1,9}", year) and len(year) != 4:
            raise self.wrong("must include a year with 4 numbers", "year")
        numbers = day_number(day), month_number(month), int(year) if re.fullmatch("[0-9]{4}", year) else None
        wrong = [part for part, number in zip(DateInput.PARTS, numbers, strict=True) if number is None]
        try:
            return date(*reversed(numbers))
        except (TypeError, ValueError):
            raise self.wrong("must be a real date", *wrong) from None

    def within(self, day):
        """Refuse a date outside the limits."""
        if day < self.earliest:
            raise self.wrong(f"must be the same as or after {messages.long_date(self.earliest)}")
        if day > self.latest:
            raise self.wrong(f"must be the same as or before {messages.long_date(self.latest)}")
        return day

    def wrong(self, what, *parts):
        """Return the error, whose code names the parts it is about: all of them when it names none."""
        return ValidationError(f"{messages.subject(self, 'Date')} {what}", code="-".join(parts) or "date")

    def has_changed(self, initial, data):
        """Compare what was typed with what was there."""
        typed = [tidy(part) for part in self.widget.typed(data)]
        return not self.disabled and typed != [tidy(part) for part in self.widget.typed(initial)]


class PoundsField(forms.DecimalField):
    """An amount in pounds and pence; a pound sign, commas and spaces are welcome."""

    widget = Pounds

    def __init__(self, *, max_digits=10, min_value=Decimal(0), **kwargs):
        super().__init__(max_digits=max_digits, decimal_places=2, min_value=min_value, **kwargs)

    def to_python(self, value):
        """Return the amount with two places."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value if value.is_finite() else self.refuse("invalid")
        text = re.sub(r"[£,\s]", "", str(value)) if len(str(value)) < 100 else "too long"
        if not text:
            return None
        if not re.fullmatch(r"-?([0-9]+\.?|[0-9]*\.[0-9]+)", text):
            self.refuse("invalid")
        if len(text.partition(".")[2]) > 2:
            self.refuse("pence")
        if len(text.lstrip("-").partition(".")[0].lstrip("0")) > self.max_digits - 2:
            self.refuse("too_much")
        return Decimal(text).quantize(Decimal("0.01"))

    def refuse(self, code):
        """Say what is wrong with the amount."""
        what = {
            "invalid": "must be an amount of money, like 1,200.50",
            "pence": "must have no more than 2 numbers after the point",
            "too_much": "must be a smaller amount",
        }[code]
        raise ValidationError(f"{messages.subject(self, 'Amount')} {what}", code=code)


def bound_number(field):
    """Give a whole number without a limit that of a column, so that any number let through can be stored."""
    if type(field) is forms.IntegerField and field.max_value is None:
        field.validators.append(validators.MaxValueValidator(COLUMN_HOLDS))
    if type(field) is forms.IntegerField and field.min_value is None:
        field.validators.append(validators.MinValueValidator(-COLUMN_HOLDS))


def day_number(text):
    """Return a day of the month from its number, also written as 1st or 22nd; None if it is no number."""
    found = re.fullmatch("([0-9]{1,2})(st|nd|rd|th)?", text.lower())
    return int(found[1]) if found else None


def month_number(text):
    """Return a month's number from its number, name or first three letters; None if it is neither."""
    if re.fullmatch("[0-9]{1,2}", text):
        return int(text)
    word = text.lower().rstrip(".")
    found = [number for number, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else (9 if word == "sept" else None)


def tidy(text):
    """Take stray spaces and punctuation off a typed part of a date."""
    return str(text).strip(" \t\r\n.,/-") if text is not None else ""


def scrubbed(data):
    """Take out of submitted text what no name, reason or amount can hold, and settle its line endings."""
    if hasattr(data, "lists"):
        return MultiValueDict({name: [scrub(value) for value in values] for name, values in data.lists()})
    return None if data is None else {name: scrub(value) for name, value in data.items()}


def scrub(value):
    """Clean one submitted value; a browser counts a line end as one character and sends it as two."""
    if isinstance(value, list | tuple):
        return [scrub(one) for one in value]
    if not isinstance(value, str):
        return value
    text = value.encode("utf-8", "ignore").decode("utf-8").replace("\r\n", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]", "", text)
