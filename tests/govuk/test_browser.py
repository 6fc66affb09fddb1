"""The parts in a browser, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import violations

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parts(live_server, page):
    """Open the page of every part."""
    page.goto(f"{live_server.url}/parts/")
    return page


def test_the_summary_takes_the_focus_and_its_links_lead_to_the_control(parts):
    parts.get_by_role("button", name="Save and continue").click()
    expect(parts).to_have_title(re.compile("^Error: Every part"))
    summary = parts.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    for link in summary.get_by_role("link").all():
        link.click()
        assert parts.evaluate("document.activeElement.id") == link.get_attribute("href").removeprefix("#")
    assert violations(parts) == []


def test_an_answer_reveals_its_question_and_the_page_keeps_it(parts):
    question = parts.get_by_label("Telephone number")
    expect(question).to_be_hidden()
    parts.get_by_label("Telephone", exact=True).check()
    question.fill("01632 960001")
    parts.get_by_role("button", name="Save and continue").click()
    expect(parts.get_by_label("Telephone number")).to_have_value("01632 960001")
    assert violations(parts) == []


@pytest.mark.parametrize("width", [320, 375, 1200])
def test_nothing_sticks_out_of_the_page(parts, width):
    parts.set_viewport_size({"width": width, "height": 800})
    assert parts.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(parts) == []


@pytest.fixture
def plain_page(browser, live_server):
    """Open the page of every part in a browser without JavaScript."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/parts/")
        yield page


def test_everything_is_there_without_javascript(plain_page):
    expect(plain_page.get_by_label("Telephone number")).to_be_visible()
    expect(plain_page.get_by_text("£1,180.00 a year")).to_be_visible()
    expect(plain_page.get_by_text("You can enter up to 500 characters")).to_be_visible()
    plain_page.get_by_label("Full name").fill("Robin Example")
    plain_page.get_by_role("button", name="Save and continue").click()
    expect(plain_page.get_by_role("link", name="Enter email address")).to_be_visible()
    expect(plain_page.get_by_label("Full name")).to_have_value("Robin Example")
