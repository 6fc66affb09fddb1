"""One bound field, whatever its widget, as the design system's component."""

import re
import secrets

from django import forms
from django.forms.widgets import Input
from django.utils.safestring import SafeString

from govuk import widgets
from govuk.jinja import component, encodable

# The design system sets these itself, or advises against them: maxlength cuts off a pasted text in silence.
MANAGED = {"class", "id", "required", "maxlength", "minlength", "min", "max", "step", "rows", "type", "cols"}
DJANGO_ROWS = forms.Textarea().attrs["rows"]
TEXT_PARAMS = ("autocomplete", "inputmode", "spellcheck", "pattern")


def field_html(bound, *, revealed=False):
    """Render a bound field with its label, hint and first error."""
    if bound.is_hidden:
        return SafeString(encodable(str(bound)))
    for widget_class, renderer in RENDERERS:
        if isinstance(bound.field.widget, widget_class):
            return renderer(bound, revealed)
    return plain_html(bound, revealed)


def control_id(bound):
    """Return the id of the control an error should take a person to."""
    base = base_id(bound)
    if isinstance(bound.field.widget, widgets.DateInput):
        return f"{base}-{bad_date_parts(bound)[0]}"
    return f"{base}_0" if isinstance(bound.field.widget, forms.MultiWidget) else base


def base_id(bound):
    """Return the id a field's component is built on."""
    return bound.field.widget.attrs.get("id") or bound.auto_id or bound.html_name


def is_heading(bound):
    """Say whether the field's label is the page's h1."""
    return getattr(bound.form, "page_heading", None) == bound.name


def words(bound):
    """Return the label, saying so when an answer is optional."""
    asked = getattr(bound.form, "method", "post") == "post"
    optional = asked and not bound.field.required and getattr(bound.field, "say_optional", True)
    said = not bound.label or str(bound.label).endswith("(optional)")
    return f"{bound.label} (optional)" if optional and not said else bound.label


def label(bound, revealed, kind="label"):
    """Return the label or legend, as the page's h1 where the form says so."""
    block = "govuk-fieldset__legend" if kind == "legend" else "govuk-label"
    if is_heading(bound):
        return {"text": words(bound), "classes": f"{block}--l", "isPageHeading": True}
    return {"text": words(bound)} if revealed else {"text": words(bound), "classes": f"{block}--s"}


def common(bound):
    """Return what every component takes: hint, error, and attributes of the page's own."""
    params = {"name": bound.html_name}
    if bound.help_text:
        params["hint"] = {"text": bound.help_text}
    if bound.errors:
        params["errorMessage"] = {"text": bound.errors[0]}
    attrs = bound.field.widget.attrs
    taken = MANAGED.union(TEXT_PARAMS)
    params["attributes"] = {name: value for name, value in attrs.items() if name not in taken}
    return params


def text_params(bound, revealed):
    """Return what every typed answer takes."""
    widget = bound.field.widget
    params = common(bound) | {"id": base_id(bound), "label": label(bound, revealed)}
    params |= {name: widget.attrs[name] for name in TEXT_PARAMS if name in widget.attrs}
    if "spellcheck" in params:
        params["spellcheck"] = params["spellcheck"] not in (False, "false")
    value = widget.format_value(bound.value())
    if value not in (None, ""):
        params["value"] = str(value)
    return params | {
        "classes": widget.attrs.get("class", ""),
        "disabled": bound.field.disabled,
    }


def input_html(bound, revealed):
    """Render a one-line input."""
    widget = bound.field.widget
    params = text_params(bound, revealed)
    if isinstance(bound.field, forms.IntegerField | forms.FloatField):
        params.setdefault("inputmode", "numeric" if type(bound.field) is forms.IntegerField else "decimal")
        params["classes"] = params["classes"] or ("" if hasattr(widget, "width") else "govuk-input--width-5")
    elif widget.input_type in ("email", "tel", "url"):
        params["type"] = widget.input_type
    if widget.input_type == "email":
        params = {"autocomplete": "email", "spellcheck": False} | params
    width = getattr(widget, "width", None)
    params["classes"] = (
        f"{params['classes']} govuk-input--width-{width}".strip() if width else params["classes"]
    )
    for side in ("prefix", "suffix"):
        if getattr(widget, side, ""):
            params[side] = {"text": getattr(widget, side)}
    return component("input", params)


def password_html(bound, revealed):
    """Render a password input with its show button; what was typed is never sent back."""
    params = text_params(bound, revealed)
    params.pop("value", None)
    return component("password-input", {"autocomplete": "current-password"} | params)


def textarea_html(bound, revealed):
    """Render a text area, with a count of characters when the widget asks for one."""
    widget = bound.field.widget
    rows = widget.attrs.get("rows", DJANGO_ROWS)
    params = text_params(bound, revealed) | {"rows": 5 if rows == DJANGO_ROWS else rows}
    limit = getattr(bound.field, "max_length", None)
    if isinstance(widget, widgets.CharacterCount) and limit:
        return component("character-count", params | {"maxlength": limit, "threshold": widget.threshold})
    return component("textarea", params)


def file_html(bound, revealed):
    """Render a file input."""
    widget = bound.field.widget
    attributes = common(bound)["attributes"] | ({"multiple": True} if widget.allow_multiple_selected else {})
    if "multiple" in attributes:
        attributes["multiple"] = {"value": True, "optional": True}
    params = common(bound) | {"id": base_id(bound), "label": label(bound, revealed), "attributes": attributes}
    return component("file-upload", params | {"disabled": bound.field.disabled})


def options(bound):
    """Yield a choice widget's value, words and whether it is chosen."""
    widget = bound.field.widget
    chosen = widget.format_value(bound.value())
    for _group, entries, _index in widget.optgroups(bound.html_name, chosen, {}):
        for entry in entries:
            yield str(entry["value"]), entry["label"], bool(entry["selected"])


def select_html(bound, revealed):
    """Render a select."""
    items = [
        {
            "value": value,
            "text": "Choose an option" if not value and text == "---------" else text,
            "selected": chosen,
        }
        for value, text, chosen in options(bound)
    ]
    params = common(bound) | {"id": base_id(bound), "label": label(bound, revealed), "items": items}
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        params["attributes"]["multiple"] = {"value": True, "optional": True}
    return component("select", params | {"disabled": bound.field.disabled})


def choices_html(bound, revealed):
    """Render radios or checkboxes with their hints and what each of them reveals."""
    widget = bound.field.widget
    # Django's checkboxes are a kind of its radios, so it is the checkboxes that are asked for.
    name = "checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios"
    kept = Kept()
    items = []
    for value, text, chosen in options(bound):
        if value == "" and isinstance(bound.field, forms.ModelChoiceField):
            continue
        if value in getattr(widget, "divider", {}):
            items.append({"divider": widget.divider[value]})
        items.append(choice(bound, value, text, chosen, kept))
    params = common(bound) | {"idPrefix": base_id(bound), "items": items}
    sizes = [f"govuk-{name}--{size}" for size in ("inline", "small") if getattr(widget, size, False)]
    params |= {"fieldset": {"legend": label(bound, revealed, "legend")}, "classes": " ".join(sizes)}
    return kept.put_back(component(name, params))


def choice(bound, value, text, chosen, kept):
    """Return one radio or checkbox."""
    widget = bound.field.widget
    item = {"value": value, "text": text, "checked": chosen, "disabled": bound.field.disabled}
    if hint := getattr(widget, "hints", {}).get(value):
        item["hint"] = {"text": hint}
    if (opened := getattr(widget, "reveals", {}).get(value)) and opened in bound.form.fields:
        item["conditional"] = {"html": kept.keep(field_html(bound.form[opened], revealed=True))}
    if value in getattr(widget, "exclusive", ()):
        item["behaviour"] = "exclusive"
    return item


def checkbox_html(bound, revealed):
    """Render a single checkbox, whose own label is the question."""
    item = {"value": "true", "text": bound.label, "disabled": bound.field.disabled}
    item["checked"] = bound.field.widget.check_test(bound.value())
    params = common(bound) | {"idPrefix": base_id(bound)}
    if "hint" in params:
        item["hint"] = params.pop("hint")
    return component("checkboxes", params | {"items": [item]})


def date_html(bound, revealed):
    """Render a date as three inputs, marking the ones that are wrong."""
    widget = bound.field.widget
    bad = bad_date_parts(bound) if bound.errors else []
    items = []
    for part, typed in zip(widget.PARTS, widget.typed(bound.value()), strict=True):
        size = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
        item = {
            "name": part,
            "value": typed or None,
            "classes": f"{size} govuk-input--error" if part in bad else size,
        }
        if widget.birthday:
            item["autocomplete"] = f"bday-{part}"
        items.append(item)
    params = common(bound) | {"id": base_id(bound), "namePrefix": bound.html_name, "items": items}
    return component("date-input", params | {"fieldset": {"legend": label(bound, revealed, "legend")}})


def bad_date_parts(bound):
    """Return the parts of a date its error is about: all three when it names none."""
    errors = bound.errors.as_data() if bound.errors else []
    named = errors[0].code.split("-") if errors and errors[0].code else []
    return [part for part in widgets.DateInput.PARTS if part in named] or list(widgets.DateInput.PARTS)


def plain_html(bound, revealed):
    """Render a widget the design system has no component for, in a form group with its label and error."""
    error = component("error-message", {"text": bound.errors[0]}) if bound.errors else ""
    title = component("label", label(bound, revealed) | {"for": control_id(bound)})
    css = "govuk-form-group govuk-form-group--error" if bound.errors else "govuk-form-group"
    return SafeString(f'<div class="{css}">{title}{error}{encodable(str(bound))}</div>')


class Kept:
    """Fields put into a component once it is rendered: its indenting would alter what was typed."""

    def __init__(self):
        self.token, self.parts = secrets.token_hex(8), []

    def keep(self, html):
        """Put a rendered field aside and return what stands for it."""
        self.parts.append(html)
        return SafeString(f"kept-{self.token}-{len(self.parts) - 1}-")

    def put_back(self, html):
        """Put the fields where their stand-ins are."""
        pattern = rf"kept-{self.token}-(\d+)-"
        return SafeString(re.sub(pattern, lambda found: self.parts[int(found[1])], html))


RENDERERS = (
    (forms.RadioSelect, choices_html),
    (forms.CheckboxInput, checkbox_html),
    (forms.Select, select_html),
    (widgets.DateInput, date_html),
    (forms.FileInput, file_html),
    (forms.Textarea, textarea_html),
    (forms.PasswordInput, password_html),
    (Input, input_html),
)
