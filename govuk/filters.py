from dataclasses import dataclass

from django.utils.text import slugify

from govuk.pager import PARAMETER
from govuk.parts import shown
from govuk.widgets import DateInput


@dataclass(frozen=True)
class Chosen:
    """One thing a list is filtered by, and the address of the list without it."""

    label: str
    value: str
    without: str


class Selection:
    """A list's filter: a form of method get, and what is chosen in it, each of which can be taken away."""

    def __init__(self, request, form, *, title="Filter"):
        self.request, self.form, self.title = request, form, title
        self.id = f"{slugify(title)}-heading"

    @property
    def chosen(self):
        """The things chosen, as a person would say them."""
        given = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        return [
            Chosen(self.form[name].label, words(self.form[name], one), self.without(self.form[name], one))
            for name, value in given.items()
            for one in (value if isinstance(value, list | tuple) else [value])
            if one not in (None, "", False)
        ]

    @property
    def clear(self):
        """The list's address with nothing chosen."""
        return self.address(*[name for bound in self.form for name in names(bound)])

    def without(self, bound, value):
        """Return the list's address without one choice."""
        kept = [one for one in self.request.GET.getlist(bound.html_name) if one != str(value)]
        if len(kept) == len(self.request.GET.getlist(bound.html_name)) or not hasattr(bound.field, "choices"):
            kept = []
        return self.address(*names(bound), **{bound.html_name: kept})

    def address(self, *dropped, **replaced):
        """Return the list's address without some of its parameters, from its first page."""
        query = self.request.GET.copy()
        for name in (*dropped, PARAMETER, "continue"):
            query.pop(name, None)
        for name, values in replaced.items():
            if values:
                query.setlist(name, values)
        return f"?{query.urlencode()}"


def names(bound):
    """Return the parameters a field is sent in."""
    if isinstance(bound.field.widget, DateInput):
        return [f"{bound.html_name}-{part}" for part in DateInput.PARTS]
    return [bound.html_name]


def words(bound, value):
    """Return a chosen value as its option's words."""
    options = {str(key): text for key, text in getattr(bound.field, "choices", [])}
    return options.get(str(value)) or shown(value)
