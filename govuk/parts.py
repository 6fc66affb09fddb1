"""Parts of a page made of several things: lists collected row by row, due days, our own parts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govuk.jinja import component
from govuk.messages import long_date, lower_first

STATUSES = {
    "completed": {"text": "Completed"},
    "in progress": {"tag": {"text": "In progress", "classes": "govuk-tag--blue"}},
    "not yet started": {"tag": {"text": "Not yet started", "classes": "govuk-tag--blue"}},
    "cannot start yet": {"text": "Cannot start yet", "classes": "govuk-task-list__status--cannot-start-yet"},
    "problem": {"tag": {"text": "There is a problem", "classes": "govuk-tag--red"}},
}


@dataclass(frozen=True)
class Row:
    """A row of a summary list."""

    key: str
    value: object
    change: str = ""
    action: str = "Change"
    about: str = ""


@dataclass(frozen=True)
class Task:
    """A line of a task list; its status is one of STATUSES."""

    title: str
    status: str
    href: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Entry:
    """Something that happened: what, when, by whom, and perhaps a sentence and a page about it."""

    title: str
    at: date | datetime
    by: str = ""
    text: str = ""
    href: str = ""


def part(which, **context):
    """Render one of our own parts."""
    return render_to_string(f"govuk/parts/{which}.html", context)


def shown(value):
    """Write a value for people: dates long, yes and no as words, nothing as Not provided."""
    if value is None or value == "" or value == []:
        return "Not provided"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{long_date(moment)} at {date_format(moment, 'P').replace('.', '').replace(' ', '')}"
    if isinstance(value, date):
        return long_date(value)
    return value if isinstance(value, SafeString) else str(value)


def pounds(amount):
    """Write an amount as £1,234.50."""
    if amount is None or amount == "":
        return ""
    amount = Decimal(amount)
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


def summary_list(rows, **params):
    """Render rows as a summary list."""
    items = []
    for row in rows:
        item = {"key": {"text": row.key}, "value": {"text": shown(row.value)}}
        if row.change:
            about = row.about or lower_first(row.key)
            link = {"href": row.change, "text": row.action, "visuallyHiddenText": about}
            item["actions"] = {"items": [link]}
        items.append(item)
    if title := params.pop("title", ""):
        params["card"] = {"title": {"text": title}}
    return component("summary-list", {"rows": items, **params})


def task_list(tasks, **params):
    """Render tasks as a task list."""
    items = []
    for task in tasks:
        item = {"title": {"text": task.title}, "status": STATUSES[task.status]}
        if task.href and task.status != "cannot start yet":
            item["href"] = task.href
        if task.hint:
            item["hint"] = {"text": task.hint}
        items.append(item)
    return component("task-list", {"items": items, **params})


def pagination(page):
    """Render the links to the page before and the page after."""
    links = {}
    if page.previous:
        links["previous"] = {"href": page.previous}
    if page.next:
        links["next"] = {"href": page.next}
    return component("pagination", links) if links else SafeString("")


def tabs(items, title):
    """Render tabs, each under its own heading for those who see them one below the other."""
    shown_items = []
    for key, label, content in items:
        plain = format_html('<p class="govuk-body">{}</p>', content)
        body = content if isinstance(content, SafeString) else plain
        html = format_html('<h2 class="govuk-heading-m">{}</h2>{}', label, body)
        shown_items.append({"id": key, "label": label, "panel": {"html": html}})
    return component("tabs", {"items": shown_items, "title": title})


def due(due_on, *, met_on=None, today=None):
    """Say when something is due and how near that is."""
    if due_on is None:
        return ""
    today = today or timezone.localdate()
    words, colour = met(due_on, met_on) if met_on else nearness(due_on, today)
    return part("due", due_on=due_on, words=words, colour=colour)


def met(due_on, met_on):
    """Say whether what was done was done in time."""
    if met_on <= due_on:
        return "Done in time", "green"
    return f"Done {days((met_on - due_on).days)} late", "orange"


def nearness(due_on, today):
    """Say how many days are left, or have passed."""
    left = (due_on - today).days
    if left < 0:
        return f"{days(-left)} overdue", "red"
    if left < 2:
        return "Due tomorrow" if left else "Due today", "yellow"
    return f"Due in {days(left)}", "yellow" if left <= 5 else "grey"


def days(number):
    """Write a number of days."""
    return "1 day" if number == 1 else f"{number:,} days"


def collect(context, thing):
    """Add a thing to the list around the tag that named it."""
    context["_govuk_collected"].append(thing)
    return ""


class Collected(template.Node):
    """A tag that renders its body for the things it names, then shows them together."""

    def __init__(self, nodelist, params, show):
        self.nodelist, self.params, self.show = nodelist, params, show

    @classmethod
    def parsed(cls, parser, token, show):
        """Read the tag, its named values and its body."""
        name, *given = token.split_contents()
        params = template.base.token_kwargs(given, parser)
        if given:
            raise template.TemplateSyntaxError(f"{name} takes named values only")
        nodelist = parser.parse((f"end{name}",))
        parser.delete_first_token()
        return cls(nodelist, params, show)

    def render(self, context):
        """Collect and show."""
        collected = []
        with context.push(_govuk_collected=collected):
            self.nodelist.render(context)
        return self.show(collected, **{key: value.resolve(context) for key, value in self.params.items()})
