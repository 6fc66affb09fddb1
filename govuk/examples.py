"""Invented content for the page that shows every part to developers."""

from datetime import date
from decimal import Decimal

from django import forms

from govuk.filters import Selection
from govuk.forms import (
    CharacterCount,
    Checkboxes,
    DateField,
    DateInput,
    GovukForm,
    PoundsField,
    Radios,
    Text,
)
from govuk.pager import Page
from govuk.parts import Entry, pounds
from govuk.tables import Column, Table

TODAY = date(2027, 3, 3)
WAYS = [("email", "Email"), ("phone", "Telephone"), ("post", "Post")]
NEEDS = [("print", "Large print"), ("easy", "Easy read"), ("none", "No, none of these")]
ROWS = [
    ("WEA-0101", "Swimming lessons", date(2027, 3, 3), Decimal("1240.00")),
    ("WEA-0102", "Speech and language therapy", date(2027, 3, 9), Decimal("860.50")),
    ("WEA-0103", "Personal assistant in the holidays", date(2027, 2, 26), Decimal("12480.00")),
]


class EveryField(GovukForm):
    """A form with a field of every kind."""

    button = "Save and continue"
    later_button = "Save and come back later"

    name = forms.CharField(label="Full name", max_length=100, widget=Text({"autocomplete": "name"}))
    email = forms.EmailField(
        label="Email address", help_text="We only use it to write to you about this request"
    )
    password = forms.CharField(widget=forms.PasswordInput({"autocomplete": "new-password"}))
    hours = forms.IntegerField(label="Hours a week", min_value=1, max_value=40)
    way = forms.ChoiceField(
        label="How should we write to you?",
        choices=WAYS,
        widget=Radios(hints={"email": "The quickest way"}, reveals={"phone": "phone"}),
    )
    phone = forms.CharField(
        label="Telephone number", widget=Text({"type": "tel", "autocomplete": "tel"}, width=20)
    )
    needs = forms.MultipleChoiceField(
        label="Do you need letters in another form?",
        help_text="Select all that apply",
        choices=NEEDS,
        widget=Checkboxes(divider={"none": "or"}, exclusive=["none"]),
    )
    born_on = DateField(
        label="Date of birth", help_text="For example, 27 3 2012", widget=DateInput(birthday=True)
    )
    cost = PoundsField(label="Cost a year", help_text="For example, £1,200.50")
    team = forms.ChoiceField(choices=[("", "---------"), ("east", "East"), ("west", "West")])
    reasons = forms.CharField(widget=CharacterCount(), max_length=500, help_text="In your own words")
    notes = forms.CharField(widget=forms.Textarea, required=False)
    evidence = forms.FileField(help_text="A PDF, a Word document or a picture")
    agreed = forms.BooleanField(label="I have read the privacy notice")


class Kind(GovukForm):
    """A filter of one question."""

    method = "get"
    button = "Apply filter"

    kind = forms.MultipleChoiceField(
        label="Stream",
        choices=[("education", "Education"), ("health", "Health"), ("care", "Care")],
        widget=Checkboxes(small=True),
        required=False,
    )


def selection(request):
    """Return the example filter."""
    return Selection(request, Kind.of(request), title="Filter the lines")


def table(request):
    """Return the example table."""
    columns = [
        Column("Reference", lambda row: row[0], href=lambda row: "#main-content", order=("id",)),
        Column("Provision", lambda row: row[1]),
        Column("Asked for on", lambda row: row[2], order=("asked_on", "id")),
        Column("Cost a year", lambda row: pounds(row[3]), numeric=True),
    ]
    page = Page(ROWS, previous="?page=before", following="?page=after")
    return Table("Requested lines", columns, page, sorted_by="asked-for-on", query=request.GET)


def context():
    """Return the rest of the page."""
    return {
        "today": TODAY,
        "crumbs": [("Home", "/"), ("Requests", "/"), ("WEA-0101", "")],
        "sections": [("Summary", "#", True), ("Messages", "#", False), ("History", "#", False)],
        "days": [date(2027, 2, 24), TODAY, date(2027, 3, 4), date(2027, 3, 8), date(2027, 4, 30)],
        "late": date(2027, 2, 24),
        "amount": Decimal("1240"),
        "entries": [
            Entry(
                "Message sent", date(2027, 3, 2), "Robin Example", "Thank you.\nI have read the letter.", "#"
            ),
            Entry("Letter written", date(2027, 2, 24), "Ash Example"),
        ],
        "tabs": [("one", "This year", "£1,240.00 a year"), ("two", "Last year", "£1,180.00 a year")],
    }
