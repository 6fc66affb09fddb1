"""Forms of a quarterly return: balances, spending, what is owed, evidence, the declaration (R15, d5)."""

from decimal import Decimal

from django import forms

from govuk.forms import CharacterCount, DateField, GovukForm, PoundsField, Radios, Text
from payments.models import Liability, QuarterlyReturn

PENNY = Decimal("0.01")


class BalancesForm(GovukForm):
    """What was there at the start, what came in, and what is left."""

    button = "Save and continue"

    opening = PoundsField(
        label="Balance at the start", min_value=None, help_text="What was in the account on the first day."
    )
    opening_words = forms.CharField(
        label="If that differs from your last return, say why (optional)",
        required=False,
        max_length=1000,
        widget=CharacterCount(rows=3),
    )
    other_in = PoundsField(
        label="Other money paid in (optional)",
        required=False,
        help_text="For example refunds, interest, or money of your own. Not what the council paid.",
    )
    closing = PoundsField(
        label="Balance at the end", min_value=None, help_text="What was left on the last day."
    )
    statement = PoundsField(
        label="Balance on the bank statement", min_value=None, help_text="On the last day of the period."
    )
    reconciliation = PoundsField(
        label="Payments that had not reached the bank yet (optional)", required=False, min_value=None
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

    provision = forms.ChoiceField(
        label="What was it for?", widget=Radios(reveals={"other": "words"}), required=True
    )
    words = forms.CharField(label="What was it, and why?", required=False, max_length=300, widget=Text)
    payee = forms.CharField(label="Who was paid", max_length=200, widget=Text)
    spent_on = DateField(label="Date it was paid")
    amount = PoundsField(label="Amount", min_value=PENNY)

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

    kind = forms.ChoiceField(label="What is owed?", choices=Liability.Kind, widget=Radios)
    words = forms.CharField(label="To whom, and what for", max_length=300, widget=Text)
    amount = PoundsField(label="Amount", min_value=PENNY)
    due_on = DateField(label="When it is to be paid (optional)", required=False)


class EvidenceForm(GovukForm):
    """A bank statement, invoice, timesheet or receipt."""

    button = "Add this file"

    file = forms.FileField(label="A file", help_text="A PDF, Word document or picture of up to 15 MB.")


class SendReturnForm(GovukForm):
    """The declaration under which a return is sent."""

    button = "Send the return"

    agreed = forms.BooleanField(
        label="This return is true and complete as far as I know.",
        error_messages={"required": "Confirm this to send the return"},
    )


class AnswerForm(GovukForm):
    """An answer to a question about a return."""

    button = "Send the answer"

    answer = forms.CharField(label="Your answer", max_length=5000, widget=CharacterCount)


class RemoveForm(GovukForm):
    """Nothing to fill in: a press of the button takes something away."""

    button = "Remove it"
