"""Forms: plain errors, what was typed stays, and links that lead somewhere."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.template import Context, Template
from lxml import html

from govuk.errors import summary_html, title_prefix
from govuk.examples import EveryField
from govuk.forms import Checkboxes, DateField, GovukForm, PoundsField, Radios
from tests.govuk.structure import ids, links

RIGHT = {
    "name": "Robin Example", "email": "robin@family.example", "password": "long enough words", "hours": "4",
    "way": "email", "needs": ["print"], "born_on-day": "27", "born_on-month": "3", "born_on-year": "2012",
    "cost": "1,200.50", "team": "east", "reasons": "Because", "agreed": "true",
}  # fmt: skip


def rendered(form):
    """Render a form as a page does."""
    template = Template("{% load govuk %}{% govuk_error_summary form %}{% govuk_form form %}")
    return template.render(Context({"form": form, "csrf_token": "the-token"}))


def cleaned(field, value):
    """Clean one value with one field and return the value or the error's words."""

    class One(GovukForm):
        """A form of one field."""

    One.base_fields = {"it": field}
    data = value if isinstance(value, dict) else {"it": value}
    form = One(data)
    return form.cleaned_data["it"] if form.is_valid() else form.errors["it"][0]


def typed_date(day, month, year, **limits):
    """Clean a typed date."""
    parts = {"it-day": day, "it-month": month, "it-year": year}
    return cleaned(DateField(label="Start date", **limits), parts)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("3", "3", "2027"),
        ("03", "03", "2027"),
        (" 3 ", "March", "2027."),
        ("3", "mar", "2027"),
        ("3rd", "MARCH", "2027"),
    ],
)
def test_a_date_is_read_however_it_is_typed(day, month, year):
    assert typed_date(day, month, year) == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "", ""), "Enter start date"),
        (("3", "", "2027"), "Start date must include a month"),
        (("", "", "2027"), "Start date must include a day and a month"),
        (("29", "2", "2027"), "Start date must be a real date"),
        (("31", "June", "2027"), "Start date must be a real date"),
        (("0", "0", "0000"), "Start date must be a real date"),
        (("3", "ma", "2027"), "Start date must be a real date"),
        (("3", "3", "27"), "Start date must include a year with 4 numbers"),
        (("3", "3", "next"), "Start date must be a real date"),
        (("1", "1", "0001"), "Start date must be the same as or after 1 January 1900"),
        (("31", "12", "9999"), "Start date must be the same as or before 31 December 2100"),
        (("٣", "٣", "٢٠٢٧"), "Start date must be a real date"),
    ],
)
def test_a_date_that_is_wrong_says_which_part(typed, words):
    assert typed_date(*typed) == words


def test_the_last_day_of_february_in_a_leap_year_is_a_date():
    assert typed_date("29", "February", "2028") == date(2028, 2, 29)


def test_only_the_wrong_part_of_a_date_is_marked_and_linked_to():
    form = EveryField(RIGHT | {"born_on-month": ""})
    page = rendered(form)
    marked = html.document_fromstring(page).xpath("//input[contains(@class, 'govuk-input--error')]/@name")
    assert marked == ["born_on-month"]
    assert "#id_born_on-month" in links(page, "govuk-error-summary")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1240", "1240.00"), ("£1,240", "1240.00"), (" £ 1 240.5 ", "1240.50"), ("0", "0.00"), (".5", "0.50"),
        ("12.", "12.00"), ("99999999.99", "99999999.99"), ("000000000012", "12.00"),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_typed(typed, amount):
    assert str(cleaned(PoundsField(label="Cost"), typed)) == amount


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter cost"),
        ("£", "Enter cost"),
        ("NaN", "Cost must be an amount of money, like 1,200.50"),
        ("Infinity", "Cost must be an amount of money, like 1,200.50"),
        ("1e308", "Cost must be an amount of money, like 1,200.50"),
        ("1_000", "Cost must be an amount of money, like 1,200.50"),
        ("١٢", "Cost must be an amount of money, like 1,200.50"),
        ("1.2.3", "Cost must be an amount of money, like 1,200.50"),
        (str(10**308), "Cost must be an amount of money, like 1,200.50"),
        ("1" + "0" * 20, "Cost must be a smaller amount"),
        ("100000000", "Cost must be a smaller amount"),
        ("1.005", "Cost must have no more than 2 numbers after the point"),
        ("-1", "Cost must be £0 or more"),
    ],
)
def test_an_amount_that_is_wrong_is_refused_in_words(typed, words):
    assert cleaned(PoundsField(label="Cost"), typed) == words


def test_a_stored_amount_and_date_are_shown_in_the_form():
    form = EveryField(initial={"cost": Decimal("1240"), "born_on": date(2012, 3, 27)})
    page = html.document_fromstring(rendered(form))
    assert page.xpath("//input[@name='cost']/@value") == ["1,240.00"]
    shown = [page.xpath(f"//input[@name='born_on-{part}']/@value")[0] for part in ("day", "month", "year")]
    assert shown == ["27", "3", "2012"]
    unchanged = {"born_on-day": "27", "born_on-month": "3", "born_on-year": "2012"}
    assert "born_on" not in EveryField(unchanged, initial={"born_on": date(2012, 3, 27)}).changed_data


def test_every_link_of_the_error_summary_leads_to_a_control_once_there():
    page = rendered(EveryField({}))
    targets, there = links(page, "govuk-error-summary"), ids(page)
    assert len(targets) == 12
    assert [target for target in targets if there.count(target.removeprefix("#")) != 1] == []
    controls = html.document_fromstring(page).xpath("//input/@id | //select/@id | //textarea/@id")
    assert {target.removeprefix("#") for target in targets} <= set(controls)


def test_no_id_is_there_twice():
    found = ids(rendered(EveryField({})))
    assert len(found) == len(set(found))


def test_the_summary_says_the_same_as_the_field():
    page = html.document_fromstring(rendered(EveryField({})))
    summary = [
        " ".join(one.text_content().split()) for one in page.xpath("//*[contains(@class,'error-summary')]//a")
    ]
    inline = [
        " ".join(one.text_content().split()).removeprefix("Error: ")
        for one in page.find_class("govuk-error-message")
    ]
    assert summary == inline


def test_what_was_typed_stays_but_never_a_password():
    typed = RIGHT | {"email": "not an address", "reasons": "first\n  second <b>"}
    page = html.document_fromstring(rendered(EveryField(typed)))
    assert page.xpath("//input[@name='name']/@value") == ["Robin Example"]
    assert page.xpath("//input[@name='email']/@value") == ["not an address"]
    assert page.xpath("//textarea[@name='reasons']")[0].text.strip() == "first\n  second <b>"
    assert page.xpath("//input[@name='way'][@checked]/@value") == ["email"]
    assert page.xpath("//input[@name='needs'][@checked]/@value") == ["print"]
    assert page.xpath("//option[@selected]/@value") == ["east"]
    assert "long enough words" not in html.tostring(page).decode()


class Revealing(GovukForm):
    """A form whose answer opens a text area."""

    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=Radios(reveals={"b": "more"}))
    more = forms.CharField(widget=forms.Textarea)


def test_a_revealed_text_keeps_its_line_starts():
    page = html.document_fromstring(rendered(Revealing({"way": "b", "more": "one\ntwo\n  three"})))
    assert page.xpath("//textarea")[0].text == "one\ntwo\n  three"
    assert len(page.xpath("//textarea")) == 1


@pytest.mark.parametrize(
    ("way", "more", "valid"), [("a", "", True), ("b", "", False), ("b", "x", True), ("", "", False)]
)
def test_a_revealed_question_is_asked_only_when_it_was_opened(way, more, valid):
    assert Revealing({"way": way, "more": more}).is_valid() is valid


def test_an_answer_under_a_way_not_chosen_is_forgotten():
    form = Revealing({"way": "a", "more": "typed before the mind was changed"})
    assert form.is_valid() and form.cleaned_data["more"] == ""


def test_the_token_is_sent_by_post_with_or_without_a_form_tag_and_never_by_get():
    class Searching(GovukForm):
        """A form that goes into the address."""

        method = "get"
        word = forms.CharField(required=False)

    bare = EveryField()
    helper = bare.helper
    helper.form_tag, helper.disable_csrf = False, True
    template = Template("{% load crispy_forms_tags %}{% crispy form helper %}")
    without_tag = template.render(Context({"form": bare, "helper": helper, "csrf_token": "the-token"}))
    assert "the-token" in rendered(EveryField()) and "novalidate" in rendered(EveryField())
    assert "the-token" in without_tag and "<form" not in without_tag
    assert "the-token" not in rendered(Searching()) and "(optional)" not in rendered(Searching())


def test_labels_and_errors_are_escaped():
    class Odd(GovukForm):
        """A form whose label is not HTML."""

        it = forms.CharField(label="<b>Bold</b>", help_text="<i>", max_length=3)

    page = rendered(Odd({"it": "<script>"}))
    assert "<b>" not in page and "<i>" not in page and "<script>" not in page
    assert "must be 3 characters or fewer" in page


@pytest.mark.parametrize("typed", ["9" * 300, "-" + "9" * 300, "2147483648", "9" * 5000])
def test_a_number_no_column_holds_is_refused(typed):
    assert cleaned(forms.IntegerField(label="Hours"), typed).startswith("Hours must be ")
    assert cleaned(forms.IntegerField(label="Hours"), "2147483647") == 2147483647


def test_a_page_may_add_to_the_helper_of_its_form():
    form = EveryField()
    form.helper.form_action = "/elsewhere/"
    assert 'action="/elsewhere/"' in rendered(form)


def test_own_words_for_an_error_are_kept():
    field = forms.CharField(label="Name", error_messages={"required": "Tell us your name"})
    assert cleaned(field, "") == "Tell us your name"
    coded = forms.CharField(
        label="Code", validators=[forms.fields.validators.RegexValidator("^a", "Start with a")]
    )
    assert cleaned(coded, "b") == "Start with a"


def test_the_title_starts_with_error_only_after_a_wrong_answer():
    assert title_prefix(EveryField()) == ""
    assert title_prefix(EveryField({})) == "Error: "
    assert title_prefix(None, "") == "" and summary_html(None) == ""


def test_an_error_about_the_whole_form_leads_to_its_first_control():
    class Refusing(EveryField):
        """A form that is wrong as a whole."""

        def clean(self):
            """Refuse."""
            raise forms.ValidationError("Email address or password is wrong")

    page = rendered(Refusing(RIGHT))
    assert links(page, "govuk-error-summary")[0] == "#id_name"


def test_a_set_of_forms_has_one_summary_and_ids_of_its_own():
    lines = formset_factory(Revealing, extra=2, min_num=2, validate_min=True)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-way": "b", "form-1-way": "a"}
    page = rendered(lines(data))
    assert links(page, "govuk-error-summary") == ["#id_form-0-more"]
    assert "id_form-0-more" in ids(page) and len(ids(page)) == len(set(ids(page)))


def test_choices_from_an_address_are_read_as_a_list():
    class Many(GovukForm):
        """A form of several choices."""

        it = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=Checkboxes())

    form = Many(QueryDict("it=a&it=b"))
    assert form.is_valid() and form.cleaned_data["it"] == ["a", "b"]
    assert Many({"it": ["a"]}).is_valid()
