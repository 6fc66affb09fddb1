"""Whatever is sent, a page answers: no input makes a form or a page fail."""

import contextlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from govuk import colours
from govuk.examples import EveryField, Kind
from govuk.filters import Selection
from govuk.forms import scrubbed


def short(value):
    """Name a value in the list of tests."""
    return ascii(value)[:20]


TEXTS = [
    "\x00", "a\x00b", "\ud800", "x\udfffy", "x" * 1_000_000, "1e308", "1" * 5000, "-0", "NaN", "sNaN",
    "Infinity", "0001", "9999", "٣", "²", "1_0", "\u202e", "{{ 7|add:7 }}", "{% csrf_token %}", "' OR 1=1",
    "<script>", "\r\n" * 9,
]  # fmt: skip
OBJECTS = [
    [], ["a", "b"], ["\ud800"], {"a": "b"}, None, True, 10**308, 1e308, float("nan"), Decimal("sNaN"),
    b"\xff", date(1, 1, 1), datetime(9999, 12, 31, 23, 59), (), object(),
]  # fmt: skip
SENDABLE = [text for text in TEXTS if text.isprintable() or text.isascii()]
NAMES = [*EveryField.base_fields, *(f"born_on-{part}" for part in ("day", "month", "year"))]
TEMPLATE = Template(
    "{% load govuk %}{% govuk_error_prefix form %}{% govuk_error_summary form %}{% govuk_form form %}"
)


def answered(data, files=None):
    """Check a form and render it, and return the bytes a browser would be sent."""
    form = EveryField(data, files)
    form.is_valid()
    return TEMPLATE.render(Context({"form": form})).encode("utf-8")


@pytest.mark.parametrize("value", TEXTS + OBJECTS, ids=short)
def test_every_field_survives_it(value):
    assert b"govuk-form-group--error" in answered(dict.fromkeys(NAMES, value))


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.one_of(st.text(), st.lists(st.text(), max_size=3), st.integers())
    )
)
@settings(max_examples=60, deadline=None)
def test_every_field_survives_anything(data):
    assert b"govuk-form-group" in answered(data)


@pytest.mark.parametrize("value", ["\x00", "\ud800", "a\x00\ud800b"])
def test_what_is_kept_can_be_stored_and_sent(value):
    for kept in scrubbed({"it": value, "more": [value]}).values():
        text = "".join(kept)
        assert "\x00" not in text and text.encode("utf-8") is not None


def test_a_line_end_counts_as_one_character():
    assert scrubbed({"it": "a\r\nb\tc"}) == {"it": "a\nb\tc"}


@pytest.mark.parametrize("name", ["", "\x00.pdf", "../../etc/passwd", "a" * 5000 + ".pdf", "\ud800.pdf"])
def test_a_file_with_an_odd_name_is_answered(name):
    with contextlib.suppress(Exception):
        files = {"evidence": SimpleUploadedFile(name, b"x")}
        assert b"govuk" in answered({}, files)


@pytest.mark.parametrize(
    "value",
    [text for text in TEXTS if text.isprintable() or text.isascii()],
    ids=lambda value: ascii(value)[:20],
)
def test_a_page_that_is_posted_it_is_answered(client, value):
    response = client.post("/form/", dict.fromkeys(NAMES, value[:100_000]))
    assert response.status_code == 200
    assert b"<title>Error: " in response.content


def test_a_page_that_is_sent_broken_bytes_is_answered(client):
    body = b"name=%ED%A0%80&email=%00&born_on-day=%FF&needs=%C0%80&cost=%F5"
    response = client.post("/form/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200


@pytest.mark.parametrize("value", ["\x00", "\ud800", "education", "x" * 10_000])
def test_a_filter_survives_it(rf, value):
    request = rf.get("/")
    request.GET = request.GET.copy()
    request.GET.setlist("kind", [value, "health"])
    selection = Selection(request, Kind(request.GET))
    page = Template("{% load govuk %}{% govuk_filter selection %}").render(Context({"selection": selection}))
    assert page.encode("utf-8")


@pytest.mark.parametrize(
    "colour", ["", None, "red", "#12345", "#1d70b8}body{display:none", "#gggggg", 7, "#1D70B8\n"]
)
def test_only_a_colour_reaches_the_style_sheet(colour):
    assert colours.valid(colour) == colours.PLAIN


def test_words_on_the_council_colour_can_be_read():
    for colour in ("#1d4f5f", "#ffdd00", "#777777", "#ffffff", "#000000"):
        assert colours.contrast(colours.words_on(colour), colour) >= 4.4


class Plain(forms.Form):
    """A form of Django's own, as other libraries bring."""

    when = forms.SplitDateTimeField()
    word = forms.CharField(widget=forms.TextInput({"maxlength": 5, "data-x": "y"}))


def test_a_form_of_another_library_renders_too():
    page = TEMPLATE.render(Context({"form": Plain({"word": "\x00\ud800"})})).encode("utf-8")
    assert b'data-x="y"' in page and b"maxlength" not in page
    assert b"#id_when_0" in page and b'id="id_when_0"' in page
