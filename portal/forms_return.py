"""Forms of a quarterly return: balances, spending, what is owed, evidence, the declaration (R15, d5)."""

import uuid
from decimal import Decimal

from django import forms

from budgets.choices import HowReceived
from govuk.forms import CharacterCount, DateField, GovukForm, PoundsField, Radios, Text
from payments.models import Liability, QuarterlyReturn

PENNY = Decimal("0.01")
# Pounds below a million: what `payments.actions.reading` takes.
DIGITS = 8
OUTSIDE = [choice for choice in HowReceived.choices if choice[0] != HowReceived.PORTAL]


def _pounds(label, **options):
    return PoundsField(label=label, max_digits=DIGITS, **options)


def _token():
    """Make the hidden token by which a form sent twice is known."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ReceivedForm(GovukForm):
    """What an officer says of something that came another way: how, and when; a family is not asked (R4.5)."""

    how_received = forms.ChoiceField(label="How did it reach the council?", choices=OUTSIDE, widget=Radios)
    received_on = DateField(label="When did it reach the council?")

    def __init__(self, *args, by_officer, **kwargs):
        super().__init__(*args, **kwargs)
        if not by_officer:
            del self.fields["how_received"], self.fields["received_on"]

    def received(self):
        """Give how and when it came, where that was asked."""
        return {name: self.cleaned_data[name] for name in self.fields if name in ReceivedForm.base_fields}


class BalancesForm(GovukForm):
    """What was there at the start, what came in, and what is left."""

    button = "Save and continue"

    opening = _pounds(
        "Balance at the start", min_value=None, help_text="What was in the account on the first day."
    )
    opening_words = forms.CharField(
        label="If that differs from your last return, say why (optional)",
        required=False,
        max_length=1000,
        widget=CharacterCount(rows=3),
    )
    other_in = _pounds(
        "Other money paid in (optional)",
        required=False,
        help_text="For example refunds, interest, or money of your own. Not what the council paid.",
    )
    closing = _pounds("Balance at the end", min_value=None, help_text="What was left on the last day.")
    statement = _pounds(
        "Balance on the bank statement", min_value=None, help_text="On the last day of the period."
    )
    reconciliation = _pounds(
        "Payments that had not reached the bank yet (optional)", required=False, min_value=None
    )
    reconciliation_words = forms.CharField(
        label="What they were (optional)", required=False, max_length=1000, widget=CharacterCount(rows=2)
    )


class UseForm(GovukForm):
    """How the money was used: whether all of it, and if not why."""

    button = "Save and continue"

    nothing_spent = forms.BooleanField(label="Nothing was spent in this period", required=False)
    under_use = forms.ChoiceField(
        label="If less was used than planned, what was the main reason?",
        choices=QuarterlyReturn.UnderUse,
        required=False,
        widget=Radios,
    )
    under_use_words = forms.CharField(
        label="Tell us more (optional)", required=False, max_length=2000, widget=CharacterCount(rows=3)
    )
    help_wanted = forms.CharField(
        label="Would you like help with anything? (optional)",
        required=False,
        max_length=2000,
        widget=CharacterCount(rows=3),
    )


class SpendForm(GovukForm):
    """One thing money was spent on, against what was agreed (R13.1)."""

    button = "Save"
    later_button = "Save and add another"

    token = _token()
    provision = forms.ChoiceField(
        label="What was it for?", widget=Radios(reveals={"other": "words"}), required=True
    )
    words = forms.CharField(label="What was it, and why?", required=False, max_length=300, widget=Text)
    payee = forms.CharField(label="Who was paid", max_length=200, widget=Text)
    spent_on = DateField(label="Date it was paid")
    amount = _pounds("Amount", min_value=PENNY)

    def __init__(self, *args, provision, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provision"].choices = [*provision, ("other", "Something else")]

    def clean(self):
        """Need words for spending that is none of the agreed provision."""
        given = super().clean()
        if given.get("provision") == "other" and not given.get("words"):
            self.add_error("words", "Enter what it was, and why")
        return given


class OwedForm(GovukForm):
    """Something owed and not yet paid, which comes off before we look at what is left (R15.5)."""

    button = "Save"

    token = _token()
    kind = forms.ChoiceField(label="What is owed?", choices=Liability.Kind, widget=Radios)
    words = forms.CharField(label="To whom, and what for", max_length=300, widget=Text)
    amount = _pounds("Amount", min_value=PENNY)
    due_on = DateField(label="When it is to be paid (optional)", required=False)


class EvidenceForm(GovukForm):
    """A bank statement, invoice, timesheet or receipt."""

    button = "Add this file"

    file = forms.FileField(label="A file", help_text="A PDF, Word document or picture of up to 15 MB.")


class SendReturnForm(ReceivedForm):
    """The declaration under which a return is sent."""

    button = "Send the return"

    agreed = forms.BooleanField(
        label="This return is true and complete as far as I know.",
        error_messages={"required": "Confirm this to send the return"},
    )

    def __init__(self, *args, by_officer, **kwargs):
        super().__init__(*args, by_officer=by_officer, **kwargs)
        if by_officer:
            self.fields["agreed"].label = "The family says that this return is true and complete."


class AnswerForm(ReceivedForm):
    """An answer to a question about a return."""

    button = "Save the answer"

    answer = forms.CharField(label="Your answer", max_length=5000, widget=CharacterCount)


class RemoveForm(GovukForm):
    """Nothing to fill in: a press of the button takes something away."""

    button = "Remove it"
