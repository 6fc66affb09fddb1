"""Django's error messages in the design system's words."""

from django import forms
from django.forms.utils import pretty_name
from django.utils.formats import date_format

FROM_VALIDATORS = {"max_length", "min_length", "max_value", "min_value", "max_digits", "max_whole_digits"}
CHOOSING = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


def long_date(day):
    """Write a date as 3 March 2027."""
    return date_format(day, "j F Y")


def subject(field, otherwise):
    """Return what an error speaks of: the label, or a plain word when the label is a question."""
    label = str(field.label or "").strip()
    return otherwise if not label or label.endswith("?") or len(label) > 60 else label


def lower_first(text):
    """Start a label inside a sentence, leaving a word in capitals as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text


def make_plain(field, name):
    """Replace those of a field's messages that are still Django's own."""
    if field.label is None:
        field.label = pretty_name(name)
    for code, words in plain(field).items():
        default = inherited(type(field), code)
        own = field.error_messages.get(code)
        unsaid = own is None and (code in FROM_VALIDATORS or isinstance(field, forms.EmailField))
        if unsaid or (own is not None and str(own) == default):
            field.error_messages[code] = words


def inherited(field_class, code):
    """Return Django's own words for an error, whichever class has them."""
    for cls in field_class.__mro__:
        if code in cls.__dict__.get("default_error_messages", {}):
            return str(cls.default_error_messages[code])
    return None


def plain(field):
    """Return the words for each thing that can be wrong with a field."""
    about = subject(field, "Your answer")
    # Django fills in the limits with the % sign, so one in a label is doubled there.
    limited, sign = about.replace("%", "%%"), getattr(field.widget, "prefix", "")
    return {
        "required": required(field),
        "invalid": invalid(field, about),
        "invalid_choice": "Select an option from the list",
        "invalid_list": "Select an option from the list",
        "invalid_pk_value": "Select an option from the list",
        "max_length": f"{limited} must be %(limit_value)d characters or fewer",
        "min_length": f"{limited} must be %(limit_value)d characters or more",
        "max_value": f"{limited} must be {sign}%(limit_value)s or less",
        "min_value": f"{limited} must be {sign}%(limit_value)s or more",
        "max_digits": f"{limited} must be a smaller amount",
        "max_whole_digits": f"{limited} must be a smaller amount",
        "missing": "Select a file",
        "empty": "The selected file is empty",
    }


def required(field):
    """Return the words for a missing answer."""
    name = str(field.label).strip()
    if isinstance(field, forms.BooleanField):
        return f"Select “{name}” to continue"
    if isinstance(field, forms.FileField):
        return "Select a file"
    verb = "Select" if isinstance(field, CHOOSING) else "Enter"
    asked = name.endswith("?") or len(name) > 60
    if verb == "Select":
        return "Select an answer" if asked else f"Select {lower_first(name)}"
    return "Enter an answer" if asked else f"Enter {lower_first(name)}"


def invalid(field, about):
    """Return the words for an answer in the wrong form."""
    if isinstance(field, forms.EmailField):
        return "Enter an email address in the correct format, like name@example.com"
    if isinstance(field, forms.URLField):
        return "Enter a web address in the correct format, like https://www.example.com"
    if isinstance(field, forms.FileField):
        return "The selected file could not be uploaded – try again"
    if isinstance(field, forms.IntegerField) and type(field) is forms.IntegerField:
        return f"{about} must be a whole number"
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return f"{about} must be a number"
    return f"{about} is not in the correct format"
