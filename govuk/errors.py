"""The error summary of a page's forms, each error linked to a control that is there."""

from django.forms.formsets import BaseFormSet

from govuk.jinja import component
from govuk.render import control_id


def summary_html(*forms):
    """Render the error summary of forms and formsets, or nothing when all is well."""
    found = [error for form in forms for error in errors(form)]
    return (
        component("error-summary", {"titleText": "There is a problem", "errorList": found}) if found else ""
    )


def errors(form):
    """Yield the errors of a form or formset in the order of the page."""
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from ({"text": words} for words in form.non_form_errors())
        for one in form.forms:
            yield from errors(one)
    elif form is not None and hasattr(form, "fields") and form.is_bound:
        yield from form_errors(form)


def form_errors(form):
    """Yield a form's own errors, linked to its first control, and each field's first error."""
    shown = [bound for bound in form if not bound.is_hidden]
    first = {"href": f"#{control_id(shown[0])}"} if shown else {}
    yield from ({"text": words} | first for words in form.non_field_errors())
    for bound in form:
        if bound.errors and bound.is_hidden:
            yield {"text": bound.errors[0]}
        elif bound.errors:
            yield {"text": bound.errors[0], "href": f"#{control_id(bound)}"}


def title_prefix(*forms):
    """Return the words a page's title starts with when it has an error."""
    return "Error: " if any(True for form in forms for _ in errors(form)) else ""
