"""The components are those of the vendored release, and the form pack renders as the design system does."""

import json
import re
from collections import Counter

import pytest
from django import forms
from django.template import Context, Template

from govuk import vendor
from govuk.errors import summary_html
from govuk.forms import CharacterCount, Checkboxes, DateField, GovukForm, Radios, Text
from govuk.jinja import component
from govuk.render import field_html
from tests.govuk.structure import structure

EXAMPLES = json.loads(vendor.FIXTURES.read_text(encoding="utf-8"))
PROBES = json.loads((vendor.FIXTURES.parent / "probes.json").read_text(encoding="utf-8"))
FIELDS = {
    "text": "name",
    "radios": "way",
    "checkboxes": "needs",
    "date": "born_on",
    "file": "evidence",
    "select": "team",
    "character count": "reasons",
}


class Probes(GovukForm):
    """A form with the fields of the probes."""

    page_heading = "name"

    name = forms.CharField(
        label="Full name", help_text="As on the plan", widget=Text({"autocomplete": "name"})
    )
    way = forms.ChoiceField(
        label="How should we write to you?",
        choices=[("email", "Email"), ("phone", "Telephone")],
        widget=Radios(hints={"email": "The quickest way"}, reveals={"phone": "phone"}),
    )
    phone = forms.CharField(
        label="Telephone number", widget=forms.TextInput({"class": "govuk-input--width-20"})
    )
    needs = forms.MultipleChoiceField(
        label="Do you need letters in another form?",
        help_text="Select all that apply",
        choices=[("print", "Large print"), ("easy", "Easy read")],
        widget=Checkboxes(hints={"print": "Larger than this"}),
    )
    born_on = DateField(label="Date of birth", help_text="For example, 27 3 2012")
    evidence = forms.FileField()
    team = forms.ChoiceField(choices=[("", "---------"), ("east", "East")])
    reasons = forms.CharField(help_text="In your own words", max_length=500, widget=CharacterCount())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.input_type = "tel"


def test_every_published_example_renders_as_published():
    different = [
        f"{one['component']}: {one['name']}"
        for one in EXAMPLES
        if structure(component(one["component"], one["options"])) != structure(one["html"])
    ]
    assert different == []
    assert len(EXAMPLES) == 657


def test_the_examples_are_of_the_vendored_release():
    css = (vendor.STATIC / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert f'--govuk-frontend-version:"{vendor.VERSION}"' in css


@pytest.mark.parametrize("probe", [name for name in PROBES if name.removesuffix(", wrong") in FIELDS])
def test_a_field_renders_as_the_design_system_renders_it(probe):
    form = Probes({} if probe.endswith("wrong") else None)
    rendered = field_html(form[FIELDS[probe.removesuffix(", wrong")]])
    assert structure(rendered) == structure(PROBES[probe])


def test_an_error_summary_renders_as_the_design_system_renders_it():
    assert structure(summary_html(Probes({}))) == structure(PROBES["error summary"])


def test_a_button_renders_as_the_design_system_renders_it():
    page = Template("{% load govuk %}{% govuk_form form %}").render(Context({"form": GovukForm()}))
    button = re.search("<button.*</button>", page, re.S)[0]
    assert structure(button) == structure(PROBES["button"])


def test_there_are_fourteen_probes_and_all_are_used():
    assert len(PROBES) == 14
    kinds = Counter(name.removesuffix(", wrong") for name in PROBES)
    assert set(kinds) == {*FIELDS, "error summary", "button"}


@pytest.mark.parametrize("path", sorted(vendor.STATIC.iterdir()), ids=lambda path: path.name)
def test_what_may_not_be_used_outside_gov_uk_is_not_vendored(path):
    text = path.read_text(encoding="utf-8").lower()
    assert path.suffix in (".css", ".js", ".txt")
    if path.suffix != ".txt":
        assert not re.search(r"@font-face|gds transport|calvert|crest|sourcemappingurl|url\(/", text)


def test_cleaning_the_style_sheet_keeps_its_rules():
    css = (
        "a{b:c}@font-face{font-family:GDS Transport;src:url(/x)}d{font-family:GDS Transport,arial,sans-serif}"
    )
    cleaned = vendor.cleaned_css(
        css + ".e:before{background:url(/assets/govuk-crest.svg)}f{g:h}\n/*# sourceMappingURL=x.map */\n"
    )
    assert cleaned == "a{b:c}d{font-family:Arial,Helvetica,sans-serif}f{g:h}\n"
