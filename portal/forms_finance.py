"""Forms of finance: ticked payments, accounts to approve, returns to check. They clean, and decide nothing."""

from django import forms

from govuk.forms import CharacterCount, Checkboxes, GovukForm, Radios, Text
from portal.forms import SeenForm
from portal.forms_agreement import AccountForm

ACTS = {"approve": "Approve the ticked payments", "release": "Release the ticked payments"}
TAKEN_OFF, NOT_TAKEN_OFF = "yes", "no"


class ListedField(forms.MultipleChoiceField):
    """Rows of a list by their keys; whether they may be opened is asked when they are looked up."""

    def valid_value(self, value):
        """Take a key as it was sent."""
        try:
            forms.UUIDField().clean(value)
        except forms.ValidationError:
            return False
        return True


class TickedForm(GovukForm):
    """Payments ticked on a list, what is done with them, and that they were looked at."""

    rows = ListedField(
        label="Payments",
        widget=Checkboxes,
        error_messages={
            "required": "Tick the payments first",
            "invalid_choice": "Tick the payments again: the list has changed",
        },
    )
    act = forms.ChoiceField(widget=forms.HiddenInput, required=False)
    checked = forms.BooleanField(
        label="I have checked the amount, the payee and the account of each ticked payment",
        error_messages={"required": "Confirm that you have checked each ticked payment"},
    )

    def __init__(self, *args, acts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = acts

    def clean_act(self):
        """Do what the button says; with one thing to do, that."""
        known = [name for name, _ in self.fields["act"].choices]
        return self.cleaned_data["act"] or (known[0] if len(known) == 1 else "")

    def clean(self):
        """Need something to do."""
        given = super().clean()
        if not given.get("act") and "act" not in self.errors:
            self.add_error(None, "Press the button that says what to do with them")
        return given


class FindForm(GovukForm):
    """Payments of one agreement, by its reference."""

    method = "get"
    button = "Find"

    agreement = forms.CharField(
        label="Find an agreement’s payments by its reference",
        required=False,
        max_length=20,
        widget=Text({"autocomplete": "off", "spellcheck": "false"}, width=10),
    )


class ConfirmForm(GovukForm):
    """Nothing to fill in: a press of the button does it."""

    def __init__(self, *args, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button


class ReturnedForm(GovukForm):
    """What the bank said when it sent a payment back."""

    button = "Record that it came back"

    words = forms.CharField(
        label="What the bank said",
        max_length=1000,
        widget=CharacterCount(rows=3),
        help_text="The payment is owed again, and two people pay it again.",
    )


class CancelForm(GovukForm):
    """Why a payment is not made any more."""

    button = "Cancel this payment"

    words = forms.CharField(
        label="Why is it not paid?",
        max_length=1000,
        widget=CharacterCount(rows=3),
        help_text="It cannot be undone. Talk to the family first if they count on it.",
        error_messages={"required": "Enter why it is not paid"},
    )


class VerifyForm(SeenForm):
    """What a second person checked about the account that was shown (R10.4)."""

    button = "Approve this account"

    words = forms.CharField(
        label="What did you check?",
        max_length=1000,
        widget=CharacterCount(rows=4),
        help_text="For example that the name is the recipient’s, and that it is used only for this money.",
    )


class PaperAccountForm(AccountForm):
    """An account that was given on paper."""

    button = "Record this account"


class DeductionForm(GovukForm):
    """Whether something that is owed comes off the balance before it is tested (R15.5)."""

    button = "Save"

    accepted = forms.ChoiceField(
        label="Does it come off the balance?",
        choices=[(TAKEN_OFF, "Yes, it comes off"), (NOT_TAKEN_OFF, "No, it does not come off")],
        widget=Radios(reveals={NOT_TAKEN_OFF: "words"}),
    )
    words = forms.CharField(
        label="Why not?",
        required=False,
        max_length=300,
        widget=CharacterCount(rows=2),
        help_text="The family reads this.",
    )

    def clean(self):
        """Need words for a deduction that is refused."""
        given = super().clean()
        if given.get("accepted") == NOT_TAKEN_OFF and not given.get("words"):
            self.add_error("words", "Say why it does not come off the balance")
        return given


class QueryForm(GovukForm):
    """What is missing from a return, or not clear."""

    button = "Send this question"

    words = forms.CharField(
        label="What is missing or not clear?",
        max_length=2000,
        widget=CharacterCount(rows=6),
        help_text="One thing a line. The family reads these words in a letter.",
    )


class AcceptForm(GovukForm):
    """Words kept with a return that is accepted."""

    button = "Accept this return"

    words = forms.CharField(
        label="Notes for your colleagues (optional)",
        required=False,
        max_length=1000,
        widget=CharacterCount(rows=3),
    )
