"""Forms with which officers prepare an agreement, record what came on paper, and review its payments (R8, R11, R14)."""

from django import forms
from django.utils import timezone

from budgets.choices import RecipientKind, ScheduleAnswer
from budgets.models import PaymentReview
from govuk.forms import CharacterCount, Checkboxes, DateField, GovukForm, Radios, Text
from people.roles import Basis
from policy.schedules import Rhythm

YES, NO = "yes", "no"
YES_OR_NO = ((YES, "Yes"), (NO, "No"))
KINDS = {
    Basis.PARENT: RecipientKind.PARENT,
    Basis.HAS_CARE_OF: RecipientKind.PARENT,
    Basis.REPRESENTATIVE: RecipientKind.PARENT,
    Basis.YOUNG_PERSON: RecipientKind.YOUNG_PERSON,
    Basis.NOMINEE: RecipientKind.NOMINEE,
}
RHYTHMS = [(each.value, each.words.capitalize()) for each in Rhythm]
A_FILE = "A PDF, Word document or picture of up to 15 MB."
SECURED = "Nobody goes without: the support in the plan is still owed."


def in_words(label, *, rows=4, most=5000, missing="", **more):
    """Make a field for words, with a limit that is shown; `missing` says what is missing when it is empty."""
    if missing:
        more["error_messages"] = {"required": f"Enter {missing}"}
    return forms.CharField(label=label, max_length=most, widget=CharacterCount(rows=rows), **more)


def yes_or_no(label, **more):
    """Make a field that is answered yes or no."""
    return forms.TypedChoiceField(
        label=label, choices=YES_OR_NO, coerce=lambda value: value == YES, widget=Radios(inline=True), **more
    )


def lines_of(text):
    """Give the lines of a text that say something, each with its number."""
    lines = enumerate(text.splitlines(), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


class ButtonForm(GovukForm):
    """Nothing to fill in: an act that is asked for by its button."""

    def __init__(self, *args, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button


class SendForm(GovukForm):
    """The sign of the letter that was read: what is sent is what was read."""

    button = "Send it for consent"

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class PrepareForm(GovukForm):
    """What the notice is to say, before it is sent (reg 8, R8.2, d2)."""

    button = "Save"

    from_on = DateField(
        label="First day",
        help_text="It may be later than was agreed. The last day and the weeks are as agreed.",
    )
    rhythm = forms.ChoiceField(
        label="How often is it paid?",
        choices=RHYTHMS,
        widget=Radios,
        error_messages={"required": "Select how often it is paid"},
    )
    in_advance = yes_or_no(
        "Is it paid in advance?", error_messages={"required": "Select yes if it is paid in advance"}
    )
    first_payment_on = DateField(
        label="Date of the first payment", help_text="It comes after the notice and the consent to it."
    )
    conditions = in_words(
        "Conditions, one a line",
        rows=7,
        help_text="Only what the notice says can bind.",
    )
    recipient = forms.TypedChoiceField(
        label="Who receives the money?",
        coerce=int,
        widget=Radios,
        error_messages={"required": "Select a person"},
    )
    holder = forms.CharField(
        label="Who holds the money and arranges it?",
        max_length=200,
        widget=Text,
        error_messages={"required": "Enter who holds the money and arranges it"},
    )
    section_j = in_words(
        "What Section J of the plan says about it",
        help_text="The budget, how it is held, and the needs and outcomes it meets.",
    )

    def __init__(self, *args, agreement, links, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_link, self.rows = {link.pk: link for link in links}, rows
        paid = agreement.is_paid_over
        self.fields["recipient"].choices = [
            (link.pk, f"{link.person.name}, {link.get_basis_display().lower()}") for link in links
        ]
        if not paid:
            self.fields["recipient"].label = "Who agrees to it for the family?"
            self.fields["conditions"].required = False
            self.fields["conditions"].label = "What else is agreed, one thing a line (optional)"
        for name in ("holder",) if paid else ("rhythm", "in_advance", "first_payment_on"):
            del self.fields[name]
        for row in rows:
            self.fields[f"quantity_{row.pk}"] = forms.CharField(
                label=f"How much is agreed: {row.title}",
                max_length=200,
                initial=row.quantity,
                widget=Text,
                error_messages={"required": f"Enter how much is agreed of {row.title}"},
            )

    def clean_conditions(self):
        """Give the conditions as a list, without empty lines."""
        return [line for _, line in lines_of(self.cleaned_data["conditions"])]

    def clean(self):
        """Give the act its words: the recipient with the kind of the link, and how much of each line."""
        given = super().clean()
        link = self.by_link.get(given.pop("recipient", None))
        if link:
            given["recipient"], given["recipient_kind"] = link.person, KINDS[link.basis].value
        given["quantities"] = {row.pk: given.pop(f"quantity_{row.pk}", "") for row in self.rows}
        no_money = {"rhythm": "", "in_advance": True, "first_payment_on": None}
        return {**no_money, "holder": "", **given}


class ReviseForm(GovukForm):
    """What has changed since the notice was sent (R8.3)."""

    button = "Prepare another version"

    because = in_words("What has changed?", most=2000, missing="what has changed")


class PaperConsentForm(GovukForm):
    """Consent that was signed on paper, with the paper (R8.3, d3)."""

    button = "Record the consent"

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    person = forms.TypedChoiceField(
        label="Who signed?", coerce=int, widget=Radios, error_messages={"required": "Select who signed"}
    )
    signed_name = forms.CharField(
        label="The name as it is signed", max_length=200, widget=Text({"spellcheck": "false"})
    )
    statements = forms.MultipleChoiceField(
        label="What is ticked on the paper",
        widget=Checkboxes,
        error_messages={"required": "Tick what is ticked on the paper"},
    )
    schedule_answer = forms.ChoiceField(
        label="Their answer about court orders",
        choices=ScheduleAnswer,
        widget=Radios,
        help_text="Record the answer only, never which order.",
        error_messages={"required": "Select their answer about court orders"},
    )
    on = DateField(label="Date it was signed", error_messages={"required": "Enter the date it was signed"})
    file = forms.FileField(label="The signed paper", help_text=A_FILE)

    def __init__(self, *args, people, statements, asks_about_orders, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["person"].choices = [(person.pk, person.name) for person in people]
        self.fields["statements"].choices = list(statements.items())
        if not asks_about_orders:
            del self.fields["schedule_answer"]

    def clean_person(self):
        """Give the person who signed."""
        return self.people[self.cleaned_data["person"]]

    def clean_statements(self):
        """Give what was ticked, by its key."""
        return dict.fromkeys(self.cleaned_data["statements"], True)


class DeclinedForm(GovukForm):
    """That whoever was asked says no: it is no refusal, and the provision is still owed (R1.5)."""

    button = "Record that it was declined"

    because = in_words("What they said, and when", most=2000)
    provision_after = in_words(
        "Who secures the support now?", most=2000, help_text=SECURED, missing="who secures the support now"
    )


class AnotherWayForm(GovukForm):
    """Who secures the support now, and what was agreed with the family (R1.5)."""

    button = "Record how it is arranged"

    provision_after = in_words(
        "Who secures the support now?", most=2000, help_text=SECURED, missing="who secures the support now"
    )
    words = in_words("What was agreed with the family, and when", most=2000)


class WithdrawalForm(GovukForm):
    """Consent that was taken back in writing, with the writing (G1, R14.1)."""

    button = "Record the withdrawal and end it"

    words = in_words("What they wrote", help_text="Copy their own words.")
    provision_after = in_words(
        "Who secures the support from today?",
        most=2000,
        help_text=SECURED,
        missing="who secures the support from today",
    )
    file = forms.FileField(label="The letter or email", help_text=A_FILE)


class DeathForm(GovukForm):
    """That the child or young person has died; the service writes no letter (R14.12)."""

    button = "Record it and end the agreement"

    died_on = DateField(label="Date")
    words = in_words("How we know, and who speaks with the family", most=2000)
    is_checked = forms.BooleanField(
        label="I have checked the date, which is long ago or before the agreement began",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["died_on"].latest = timezone.localdate()


class PaymentReviewForm(GovukForm):
    """A review of the payments: five questions, each with reasons (reg 11, R11.5)."""

    button = "Record the review"

    occasion = forms.ChoiceField(
        label="Why was it held?",
        choices=PaymentReview.Occasion,
        widget=Radios(small=True),
        error_messages={"required": "Select why it was held"},
    )
    held_on = DateField(label="Date it was held")
    progress = in_words(
        "What progress is there towards each outcome?", missing="what progress there is towards each outcome"
    )
    child_views = in_words(
        "What does the child or young person say?", missing="what the child or young person says"
    )
    appropriate = in_words(
        "Are direct payments still right, and used well?",
        missing="whether direct payments are still right and used well",
    )
    sufficient = in_words("Is the amount still enough?", missing="whether the amount is still enough")
    obligations = in_words("Are the conditions kept?", missing="whether the conditions are kept")
    result = forms.ChoiceField(
        label="What does the review come to?",
        choices=PaymentReview.Result,
        widget=Radios(hints={"stop": "Only the Board ends payments: propose the ending afterwards."}),
        error_messages={"required": "Select what the review comes to"},
    )
    reasons = in_words("The reasons for that")
