"""Forms about an agreement and its account: consent, declining, withdrawing consent, where payments go (R8, R10.4)."""

from django import forms

from budgets.choices import ScheduleAnswer
from govuk.forms import CharacterCount, Checkboxes, GovukForm, Radios, Text
from payments.models import Account

STILL_OWED = "The support in the plan must still be provided."


class ConsentForm(GovukForm):
    """Written consent: each statement ticked, the declaration made again, and a typed name (R8.3, d3)."""

    button = "Sign and send"

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    statements = forms.MultipleChoiceField(
        label="Tick each one you agree with",
        widget=Checkboxes,
        help_text="We need all of them before we can pay you.",
        error_messages={"required": "Tick each statement you agree with"},
    )
    schedule_answer = forms.ChoiceField(
        label="Are you under a court order for drug or alcohol treatment?",
        choices=ScheduleAnswer,
        widget=Radios,
        help_text="The law asks this. We keep only this answer.",
    )
    signed_name = forms.CharField(
        label="Type your full name to sign",
        max_length=200,
        widget=Text({"autocomplete": "name"}),
        help_text="This counts as your signature, because you are signed in.",
    )

    def __init__(self, *args, statements, declares, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["statements"].choices = statements
        if not declares:
            del self.fields["schedule_answer"]
            self.fields["statements"].help_text = "We need all of them before it can begin."


class DeclineForm(GovukForm):
    """Why an agreement is declined."""

    button = "Decline this agreement"

    because = forms.CharField(
        label="Why do you not want it?",
        max_length=2000,
        widget=CharacterCount,
        help_text="You do not have to have a direct payment. The support in the plan goes on another way.",
    )


class WithdrawConsentForm(GovukForm):
    """Written withdrawal of consent (R14.1)."""

    button = "Withdraw my consent"

    words = forms.CharField(
        label="Say in your own words that you no longer consent",
        max_length=2000,
        widget=CharacterCount,
    )
    sure = forms.BooleanField()

    def __init__(self, *args, is_paid_over, has_begun, **kwargs):
        super().__init__(*args, **kwargs)
        effect, what = _on_withdrawal(is_paid_over, has_begun)
        self.fields["words"].help_text = f"{effect} when you send this. {STILL_OWED}"
        self.fields["sure"].label = f"I understand that {what}"
        self.fields["sure"].error_messages["required"] = f"Confirm that you understand that {what}"


def _on_withdrawal(is_paid_over, has_begun):
    """Say what taking consent back does: to payments that are made, to be made, or to an arrangement."""
    if has_begun:
        return "Payments stop at once", "the payments stop today"
    if is_paid_over:
        return "The agreement is over", "no payment is made"
    return "The agreement is over", "the arrangement does not begin"


class AccountForm(GovukForm):
    """The account that payments go to."""

    button = "Save this account"

    kind = forms.ChoiceField(label="What kind of account is it?", choices=Account.Kind, widget=Radios)
    holder = forms.CharField(
        label="Name on the account",
        max_length=200,
        widget=Text({"autocomplete": "billing name", "spellcheck": "false"}),
    )
    sort_code = forms.CharField(
        label="Sort code",
        max_length=20,
        widget=Text({"inputmode": "numeric", "spellcheck": "false", "autocomplete": "off"}, width=5),
        help_text="Must be 6 digits long",
    )
    number = forms.CharField(
        label="Account number",
        max_length=20,
        widget=Text({"inputmode": "numeric", "spellcheck": "false", "autocomplete": "off"}, width=10),
        help_text="Must be between 6 and 8 digits long",
    )
    only_for_payments = forms.BooleanField(
        label="This account is used only for these payments",
        error_messages={"required": "The account must be used only for these payments"},
    )
