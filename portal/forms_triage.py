"""Forms with which a case officer prepares a request for the Board; none of them refuses anything (b1)."""

from django import forms

from budgets.choices import Disposition
from budgets.models import SettingConsent
from govuk.forms import CharacterCount, DateField, GovukForm, PoundsField, Radios, Text

YES, NO, UNKNOWN = "yes", "no", ""
ANSWERS = ((YES, "Yes"), (NO, "No"), (UNKNOWN, "Not known yet"))
CONSENT_ANSWERS = (
    ("given", "They agree, in writing"),
    ("refused", "They do not agree"),
    ("no_reply", "They have not replied, and we stop waiting"),
)


def _words(label, *, required=True, rows=4, most=5000, **more):
    return forms.CharField(
        label=label, required=required, max_length=most, widget=CharacterCount(rows=rows), **more
    )


def _answer(label, **more):
    return forms.TypedChoiceField(
        label=label,
        choices=ANSWERS,
        required=False,
        coerce=lambda value: {YES: True, NO: False}.get(value),
        empty_value=None,
        widget=Radios(inline=True),
        **more,
    )


class DisposeForm(GovukForm):
    """How a request made outside a window is dealt with (R4.3)."""

    button = "Record and write to the family"

    disposition = forms.ChoiceField(label="How is it dealt with?", choices=Disposition, widget=Radios)
    words = _words("What the family should know about this", help_text="It goes into the letter.")


class AskForMoreForm(GovukForm):
    """What is still needed from the family (L2a)."""

    button = "Ask the family"

    items = _words("What is needed, one thing a line", rows=5)
    why = _words("Why it is needed", help_text="In the family’s words. Both go into the letter.")

    def clean_items(self):
        """Give the items as a list, without empty lines."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]


class WordsForm(GovukForm):
    """A reason or a note in words."""

    words = _words("In words")

    def __init__(self, *args, button, label, hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button
        self.fields["words"].label, self.fields["words"].help_text = label, hint
        self.fields["words"].error_messages["required"] = "Say it in words"


class RecipientForm(GovukForm):
    """Whether the person named may receive direct payments by law (R5)."""

    button = "Record the check"

    nominated_in_writing = forms.BooleanField(
        label="They are nominated in writing, and the writing is on file", required=False
    )
    can_manage = _answer("Can they manage the payments, alone or with the help available to them?")
    help_considered = forms.BooleanField(
        label="Help was considered: a third party, payroll, family", required=False
    )
    has_capacity = _answer(
        "Do they have capacity to consent to the payments?",
        help_text="It is presumed. If it is in doubt, say “Not known yet”, and record an assessment first.",
    )
    is_in_schedule = _answer(
        "Are they under one of the court orders that the law lists?",
        help_text="Record the answer only, never which order.",
    )
    words = _words("How you know", most=2000)


class CostForm(GovukForm):
    """What a line would cost the council, beside what is asked (R6.5, R10.1)."""

    button = "Save"

    council_cost = PoundsField(
        label="What it costs the council a year to secure this itself",
        help_text="The council’s own contract or service. Enter 0 if there is none.",
    )
    words = _words(
        "How the two compare, with the dates of the quotes",
        help_text="The Board reads this. An amount must be enough to secure the provision.",
    )


class ViewsForm(GovukForm):
    """The child’s or young person’s views, and how they were given (R1.6)."""

    button = "Save"

    views = _words("The child’s or young person’s views")
    how = forms.CharField(label="How they were given", max_length=300, widget=Text)


class CareForm(GovukForm):
    """The assessment behind a line of social care money (R21.5)."""

    button = "Save"

    assessed_on = DateField(label="Date of the assessment")
    assessed_by = forms.CharField(label="Who made it, and their role", max_length=200, widget=Text)


class SiteForm(GovukForm):
    """Whether a line can take place on the setting’s premises (R9.3)."""

    button = "Save"

    possible = forms.TypedChoiceField(
        label="Can it take place at the school or college?",
        choices=((YES, "Yes"), (NO, "No, it would have to be somewhere else")),
        coerce=lambda value: value == YES,
        widget=Radios,
    )
    words = _words("How you know", most=2000)


class AskSettingForm(GovukForm):
    """Who was asked for a setting’s consent, to what, and when (R9.1, R9.5)."""

    button = "Record that they were asked"

    kind = forms.ChoiceField(label="Consent to what?", choices=SettingConsent.Kind, widget=Radios)
    setting = forms.CharField(label="School, college or nursery", max_length=200, widget=Text)
    asked_of = forms.CharField(
        label="Who was asked: the head, principal or manager", max_length=200, widget=Text
    )


class ConsentForm(GovukForm):
    """What the head or principal answered (R9.1)."""

    button = "Record the answer"

    answer = forms.ChoiceField(label="What do they say?", widget=Radios)
    words = _words("Their words, and where the writing is kept", most=2000)
    file = forms.FileField(
        label="The letter or email (optional)",
        required=False,
        help_text="A PDF, Word document or picture of up to 15 MB.",
    )

    def __init__(self, *args, given, **kwargs):
        super().__init__(*args, **kwargs)
        taken_back = (("withdrawn", "They take their consent back"),)
        self.fields["answer"].choices = taken_back if given else CONSENT_ANSWERS


class CloseForm(GovukForm):
    """Why a request ends without a decision: the family’s own wish, in its own words."""

    button = "Record and write to the family"

    how = forms.ChoiceField(
        label="What happened?",
        choices=(
            ("withdrawn", "The family takes the request back"),
            ("no_longer_needed", "The family says in writing that it is not needed, or the plan has ended"),
        ),
        widget=Radios,
    )
    because = _words("What the family said, and when", most=2000)


class ReadyForm(GovukForm):
    """Nothing to fill in: the request is called ready for the Board."""

    button = "Ready for the Board"
