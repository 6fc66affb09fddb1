"""A list as a table: columns, an order chosen in the heading, a page of rows, words for none."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from govuk import parts
from govuk.jinja import component
from govuk.pager import PARAMETER, paged

SORT = "sort"


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it shows of a row, where that leads, the order it can give the list."""

    title: str
    value: Callable
    href: Callable | None = None
    order: tuple = ()
    numeric: bool = False

    @property
    def key(self):
        """The column's name in an address."""
        return slugify(self.title)

    def cell(self, row):
        """Show a row in this column."""
        shown = parts.shown(self.value(row))
        href = self.href(row) if self.href else ""
        return format_html('<a class="govuk-link" href="{}">{}</a>', href, shown) if href else shown


@dataclass
class Table:
    """A table ready to be shown."""

    caption: str
    columns: list
    page: object
    empty: str = "There is nothing to show."
    sorted_by: str = ""
    query: object = field(default=None, repr=False)

    def html(self):
        """Render the table and the links to the pages beside it, or the words for an empty list."""
        if not len(self.page):
            return format_html('<p class="govuk-body">{}</p>', self.empty)
        rows = [[self.shown(column, row) for column in self.columns] for row in self.page]
        params = {"caption": self.caption, "captionClasses": "govuk-table__caption--m", "rows": rows}
        table = component("table", params | {"head": [self.heading(column) for column in self.columns]})
        wrapped = format_html(
            '<div class="portal-table-wrapper" role="region" aria-label="{}" tabindex="0">{}</div>',
            self.caption,
            table,
        )
        return wrapped + (parts.pagination(self.page) if hasattr(self.page, "next") else SafeString(""))

    @staticmethod
    def shown(column, row):
        """Render one cell."""
        return {"text": column.cell(row), "format": "numeric" if column.numeric else ""}

    def heading(self, column):
        """Render a heading, which is a link when the list can be put in its order."""
        head = {"text": column.title, "format": "numeric" if column.numeric else ""}
        if not column.order or self.query is None:
            return head
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sorted_by, "none")
        query = self.query.copy()
        query.pop(PARAMETER, None)
        query[SORT] = f"-{column.key}" if now == "ascending" else column.key
        link = '<a class="govuk-link portal-table__sort" href="?{}">{}{}</a>'
        arrow = {"ascending": " ▲", "descending": " ▼", "none": ""}[now]
        text = format_html(link, query.urlencode(), column.title, arrow)
        return head | {"text": text, "attributes": {"aria-sort": now}}


def listed(request, queryset, columns, *, caption, by, empty="There is nothing to show.", size=25):
    """Return the table of a queryset, in the order the address asks for or else `by`."""
    asked = request.GET.get(SORT, "")
    orders = {column.key: column.order for column in columns if column.order}
    order, sorted_by = orders.get(asked.removeprefix("-")), asked
    if order is None:
        order = by
        sorted_by = next((key for key, known in orders.items() if tuple(known) == tuple(by)), "")
    elif asked.startswith("-"):
        order = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)
    page = paged(queryset, request, by=tuple(order), size=size)
    return Table(caption, list(columns), page, empty=empty, sorted_by=sorted_by, query=request.GET)
