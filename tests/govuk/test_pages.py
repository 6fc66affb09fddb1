"""The page every page extends, the pages for when something is wrong, and the parts."""

from datetime import date

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from lxml import html

from govuk import parts
from tests.govuk.structure import ids

WHEN = date(2027, 3, 3)


def made(source, **context):
    """Render a template's source."""
    return Template("{% load govuk %}" + source).render(Context(context))


def words(page):
    """Return the words of some HTML."""
    return " ".join(html.fragment_fromstring(page, create_parent="div").text_content().split())


def test_a_page_has_its_landmarks_title_and_council(client):
    page = html.document_fromstring(client.get("/form/").content)
    assert page.xpath("//title")[0].text == "SEND personal budgets – Wealdshire County Council"
    assert page.xpath("//html/@lang") == ["en"]
    assert page.xpath("//a[@class='govuk-skip-link']/@href") == ["#main-content"]
    assert len(page.xpath("//main[@id='main-content']")) == len(page.xpath("//header")) == 1
    assert page.xpath("//footer//a/@href") == ["/privacy/", "mailto:send@wealdshire.example"]


def test_every_script_of_a_page_may_run_and_no_style_is_inline(client):
    response = client.get("/parts/")
    page = html.document_fromstring(response.content)
    nonce = page.xpath("//script[not(@src)]/@nonce")
    assert len(nonce) == 1 and f"'nonce-{nonce[0]}'" in response["Content-Security-Policy"]
    assert page.xpath("//*[@style] | //style | //*[@onclick]") == []


def test_every_part_is_shown_and_no_id_is_there_twice(client):
    page = client.post("/parts/", {}).content.decode()
    found = ids(page)
    assert [one for one in set(found) if found.count(one) > 1] == []
    assert "Error: Every part" in page and "portal-timeline" in page


def test_the_crown_is_nowhere(client):
    page = client.get("/parts/").content.decode().lower()
    assert "crown" not in page and "gov.uk/" not in page and "logotype" not in page


def test_a_refused_page_is_the_same_as_a_missing_one(rf):
    context = {"council": None, "service_name": "SEND personal budgets"}
    assert render_to_string("403.html", context) == render_to_string("404.html", context)


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_pages_for_faults_need_nothing(name, settings):
    settings.STORAGES = {"staticfiles": {"BACKEND": "no.such.Storage"}}
    page = html.document_fromstring(render_to_string(name))
    assert page.xpath("//h1")[0].text.startswith("Sorry")
    assert page.xpath("//link/@href") == ["/static/govuk/govuk-frontend.min.css"]


def test_the_council_colour_is_a_style_sheet(client):
    response = client.get("/brand.css")
    assert response["Content-Type"].startswith("text/css")
    assert (
        response.content.decode().strip() == ":root{--govuk-brand-colour:#1d4f5f;--portal-on-brand:#ffffff}"
    )
    assert "max-age=3600" in response["Cache-Control"] and client.post("/brand.css").status_code == 405


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 2, 24), "7 days overdue"),
        (date(2027, 3, 2), "1 day overdue"),
        (WHEN, "Due today"),
        (date(2027, 3, 4), "Due tomorrow"),
        (date(2027, 3, 5), "Due in 2 days"),
        (date(2030, 3, 3), "Due in 1,096 days"),
    ],
)
def test_how_near_a_due_day_is_said_in_words(day, said):
    shown = words(made("{% govuk_due day today=today %}", day=day, today=WHEN))
    assert shown == f"{parts.shown(day)} {said}"


def test_what_was_done_says_whether_it_was_in_time():
    source = "{% govuk_due day met_on=met today=today %}"
    assert "Done in time" in made(source, day=WHEN, met=WHEN, today=date(2028, 1, 1))
    assert "Done 1 day late" in made(source, day=WHEN, met=date(2027, 3, 4), today=WHEN)
    assert made(source, day=None, met=None, today=WHEN) == ""


def test_a_summary_list_collects_its_rows():
    source = """{% govuk_summary_list %}{% for key, value in rows %}{% govuk_row key value change=href %}
        {% endfor %}{% if hidden %}{% govuk_row "Hidden" 1 %}{% endif %}{% endgovuk_summary_list %}"""
    rows = [("Name", "<b>"), ("Born on", WHEN), ("Agreed", False), ("Phone", "")]
    shown = made(source, rows=rows, href="/change/")
    assert words(shown) == (
        "Name <b> Change name Born on 3 March 2027 Change born on Agreed No Change agreed"
        " Phone Not provided Change phone"
    )


def test_a_summary_list_says_what_a_change_is_about():
    source = '{% govuk_summary_list %}{% govuk_row "EHC plan" "x" change="/" %}{% endgovuk_summary_list %}'
    assert "EHC plan</span>" in made(source)


def test_a_task_that_cannot_start_is_no_link():
    source = """{% govuk_task_list %}{% govuk_task "One" status="completed" href="/one/" %}
        {% govuk_task "Two" status="cannot start yet" href="/two/" %}{% endgovuk_task_list %}"""
    assert html.fromstring(made(source)).xpath("//a/@href") == ["/one/"]


def test_a_list_tag_takes_named_values_only():
    with pytest.raises(TemplateSyntaxError):
        made('{% govuk_task_list "x" %}{% endgovuk_task_list %}')


def test_words_and_addresses_are_escaped():
    bad = '"><script>'
    sources = [
        "{% govuk_button bad href=bad %}", "{% govuk_tag bad %}", "{% govuk_back_link bad %}",
        "{% govuk_warning bad %}", "{% govuk_panel bad bad %}",
        "{% govuk_details bad %}{{ bad }}{% endgovuk_details %}",
        "{% govuk_inset %}{{ bad }}{% endgovuk_inset %}",
        "{% govuk_banner bad %}{{ bad }}{% endgovuk_banner %}",
        "{% govuk_identity_bar bad reference=bad status=bad %}{% endgovuk_identity_bar %}",
        "{% govuk_timeline entries %}", "{% govuk_sub_navigation items %}", "{% govuk_breadcrumbs pairs %}",
        "{% govuk_tabs items %}",
    ]  # fmt: skip
    entries = [parts.Entry(bad, WHEN, bad, bad, bad)]
    context = {"bad": bad, "entries": entries, "items": [(bad, bad, True)], "pairs": [(bad, bad)]}
    for source in sources:
        assert "<script>" not in made(source, **context), source


@pytest.mark.parametrize(
    ("amount", "shown"), [("1240", "£1,240.00"), ("-0.5", "-£0.50"), (0, "£0.00"), (None, ""), ("", "")]
)
def test_an_amount_is_shown_in_pounds(amount, shown):
    assert made("{{ amount|pounds }}", amount=amount) == shown
