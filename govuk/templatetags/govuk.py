from crispy_forms.templatetags.crispy_forms_tags import CrispyFormNode
from django import template
from django.utils.safestring import SafeString, mark_safe

from govuk import colours, errors, parts, render
from govuk.jinja import component

register = template.Library()


@register.simple_tag
def govuk(which, params=None, **more):
    """Render any component of the design system by its name."""
    return component(which, {**(params or {}), **more})


@register.simple_tag
def govuk_button(text, *, href="", kind="", name="", value="", **more):
    """Render a button, or a link that looks like one; kind is secondary, warning or inverse."""
    params = {
        "text": text,
        "classes": f"govuk-button--{kind}" if kind else "",
        "preventDoubleClick": not href,
    }
    params |= {key: given for key, given in (("href", href), ("name", name), ("value", value)) if given}
    return component("button", params | more)


@register.simple_tag
def govuk_back_link(href, text="Back"):
    """Render a back link."""
    return component("back-link", {"href": href, "text": text})


@register.simple_tag
def govuk_breadcrumbs(items):
    """Render breadcrumbs from (words, address) pairs; the last may have no address."""
    shown = [{"text": text, "href": href} if href else {"text": text} for text, href in items]
    return component("breadcrumbs", {"items": shown, "collapseOnMobile": True})


@register.simple_tag
def govuk_tag(text, colour=""):
    """Render a tag, whose colour is one of the design system's."""
    return component("tag", {"text": text, "classes": f"govuk-tag--{colour}" if colour else ""})


@register.simple_tag
def govuk_warning(text):
    """Render a warning text."""
    return component("warning-text", {"text": text, "iconFallbackText": "Warning"})


@register.simple_tag
def govuk_panel(title, text=""):
    """Render the panel of a confirmation page."""
    return component("panel", {"titleText": title, "text": text})


@register.simple_tag
def govuk_phase_banner(phase, html):
    """Render the phase banner."""
    return component("phase-banner", {"tag": {"text": phase}, "html": html})


@register.simple_tag
def govuk_tabs(items, title="Contents"):
    """Render tabs from (id, label, content) triples; without JavaScript they are sections with headings."""
    return parts.tabs(items, title)


@register.simple_tag
def govuk_table(table):
    """Render a table made in govuk.tables."""
    return table.html()


@register.simple_tag
def govuk_pagination(page):
    """Render the previous and next links of a page made by govuk.pager."""
    return parts.pagination(page)


@register.simple_block_tag
def govuk_details(content, summary, *, opened=False):
    """Render what it holds, hidden behind a summary."""
    return component("details", {"summaryText": summary, "html": content, "open": opened})


@register.simple_block_tag
def govuk_inset(content):
    """Render what it holds, set apart."""
    return component("inset-text", {"html": content})


@register.simple_block_tag
def govuk_banner(content, title="", *, kind="", **more):
    """Render a notification banner; kind success is announced at once."""
    params = {"html": content} | ({"titleText": title} if title else {}) | ({"type": kind} if kind else {})
    return component("notification-banner", params | more)


@register.simple_tag
def govuk_message(message):
    """Render one of Django's messages as a notification banner."""
    params = {"text": str(message)} | ({"type": "success"} if "success" in message.tags else {})
    return component("notification-banner", params)


@register.tag("govuk_summary_list")
def govuk_summary_list(parser, token):
    """Render the rows its body names with govuk_row as a summary list."""
    return parts.Collected.parsed(parser, token, parts.summary_list)


@register.simple_tag(takes_context=True)
def govuk_row(context, key, value, *, change="", action="Change", about=""):
    """Add a row to the summary list around it: key, value and perhaps an address to change it."""
    return parts.collect(context, parts.Row(key, value, change, action, about))


@register.tag("govuk_task_list")
def govuk_task_list(parser, token):
    """Render the tasks its body names with govuk_task as a task list."""
    return parts.Collected.parsed(parser, token, parts.task_list)


@register.simple_tag(takes_context=True)
def govuk_task(context, title, *, status, href="", hint=""):
    """Add a task to the list around it; its status is one of govuk.parts.STATUSES."""
    return parts.collect(context, parts.Task(title, status, href, hint))


@register.simple_tag(takes_context=True)
def govuk_form(context, form):
    """Render a whole form: its tag, the token, its fields and its buttons."""
    context = context.__copy__()
    context.update({"shown_form": form})
    return CrispyFormNode("shown_form", None, template_pack="govuk").render(context)


@register.simple_tag
def govuk_field(bound):
    """Render one field of a form."""
    return render.field_html(bound)


@register.simple_tag
def govuk_fields(form):
    """Render every field of a form that no other one reveals."""
    opened = {name for name, _by, _value in form.reveals()} if hasattr(form, "reveals") else set()
    return mark_safe("".join(render.field_html(bound) for bound in form if bound.name not in opened))


@register.simple_tag
def govuk_error_summary(*forms):
    """Render the summary of what is wrong with the forms of a page."""
    return errors.summary_html(*forms)


@register.simple_tag
def govuk_error_prefix(*forms):
    """Start a page's title with Error when a form on it has one."""
    return errors.title_prefix(*forms)


@register.simple_tag
def govuk_timeline(entries, level=2):
    """Render what happened, newest first, under headings of a level."""
    return parts.part("timeline", entries=entries, heading=f"h{level:d}")


@register.simple_block_tag
def govuk_identity_bar(content, name, *, reference="", status=""):
    """Render the bar that says whose case this is."""
    return parts.part("identity_bar", name=name, reference=reference, status=status, content=content)


@register.simple_tag
def govuk_sub_navigation(items, label="Case sections"):
    """Render the sections of a case from (words, address, whether it is this page)."""
    return parts.part("sub_navigation", items=items, label=label)


@register.simple_tag
def govuk_filter(selection):
    """Render a list's filter with a link to take away each thing chosen."""
    return parts.part("filter", selection=selection)


@register.simple_tag
def govuk_due(due_on, *, met_on=None, today=None):
    """Render a due day with how near it is, in words and not by colour alone."""
    return parts.due(due_on, met_on=met_on, today=today)


@register.simple_tag
def govuk_brand(colour):
    """Write the council's colour, and that of words on it, as a style sheet's variables."""
    colour = colours.valid(colour)
    words = colours.words_on(colour)
    return SafeString(f":root{{--govuk-brand-colour:{colour};--portal-on-brand:{words}}}")


register.filter("pounds", parts.pounds)


@register.filter
def long_date(day):
    """Write a date as 3 March 2027."""
    return parts.shown(day) if day else ""
