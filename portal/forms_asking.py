"""Forms with which a personal budget is asked for: one question or one subject a page (rulebook d1)."""

from datetime import date

from django import forms

from budgets.choices import HowHeard, HowReceived, Manages, RecipientKind, RequestKind, ScheduleAnswer
from govuk.forms import CharacterCount, DateField, DateInput, GovukForm, Radios, Text
from people.models import Person

LATER = "Save and come back later"
TYPED = (forms.CharField, forms.IntegerField)


def long_answer(label, *, required=False, most=5000, rows=5, **more):
    """Make a field for an answer of some lines."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=CharacterCount(rows=rows), **more
    )


class AnswersForm(GovukForm):
    """A part of the answers: it reads and gives plain values that a draft keeps."""

    later_button = LATER

    def plain(self):
        """Give the answers as plain values, as a draft keeps them; words and numbers that are wrong as typed."""
        wrong = [name for name in self.errors if isinstance(self.fields.get(name), TYPED)]
        typed = {name: self[name].data or "" for name in wrong}
        return {name: _plain(value) for name, value in (typed | self.cleaned_data).items()}

    def kept(self, before):
        """Give the part as it is kept from now on: what this page does not ask stays."""
        return {name: value for name, value in before.items() if name not in self.fields} | self.plain()


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


class StartForm(GovukForm):
    """Nothing to fill in: a press of the button starts a draft."""

    button = "Start"


class DiscardForm(GovukForm):
    """Nothing to fill in: a press of the button deletes a draft."""

    button = "Delete this draft"


class AboutForm(AnswersForm):
    """Why the family asks, and how it came to know."""

    kind = forms.ChoiceField(label="What are you asking for?", choices=RequestKind, widget=Radios)
    how_heard = forms.ChoiceField(
        label="How did you hear about personal budgets?", choices=HowHeard, widget=Radios
    )
    institution_preferred = forms.CharField(
        label="What kind of school or college would you like? (optional)",
        required=False,
        max_length=200,
        widget=Text,
        help_text="For example: a mainstream school, a special school, or learning at home.",
    )
    educated_elsewhere = forms.BooleanField(
        label="All or part of the education happens somewhere other than a school", required=False
    )
    care_status = forms.CharField(
        label="Is a social worker or care team involved? Say who (optional)",
        required=False,
        max_length=200,
        widget=Text,
    )


class LoggedAboutForm(AboutForm):
    """Why the family asks, as an officer writes it down: what was said plainly is enough (R4.5)."""

    words = long_answer(
        "What did they ask for, in their own words? (optional)",
        help_text="If you know no more than this yet, it is a request all the same. The rest can be added later.",
    )


class RecipientForm(AnswersForm):
    """To whom payments would be made (R5)."""

    kind = forms.ChoiceField(
        label="Who would receive the payments?",
        choices=RecipientKind,
        widget=Radios(
            hints={
                RecipientKind.NOMINEE.value: "A person or organisation you choose. We need this in writing."
            }
        ),
    )
    name = forms.CharField(label="Their name", max_length=200, widget=Text)
    is_organisation = forms.BooleanField(label="This is an organisation", required=False)
    born_on = DateField(
        label="Their date of birth (not for an organisation)",
        required=False,
        widget=DateInput(birthday=True),
        help_text="By law they must be over compulsory school age.",
    )
    manages = forms.ChoiceField(label="How would they manage the money?", choices=Manages, widget=Radios)
    help_wanted = long_answer(
        "What help would they like with it? (optional)",
        most=1000,
        rows=3,
        help_text="For example: payroll, somebody to hold the account, a prepaid card.",
    )
    schedule_answer = forms.ChoiceField(
        label="Is this person under a court order for drug or alcohol treatment?",
        choices=ScheduleAnswer,
        widget=Radios,
        help_text="The law asks this. We keep only this answer, and never what the order is.",
    )
    employs = forms.BooleanField(label="They mean to employ somebody with the money", required=False)

    def clean(self):
        """Need a date of birth of a person."""
        given = super().clean()
        if not given.get("is_organisation") and not given.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", "Enter their date of birth")
        return given


class ViewsForm(AnswersForm):
    """What the child or young person says (R1.6)."""

    words = long_answer(
        "What does your child, or do you as a young person, say about this?",
        required=True,
        help_text="In their own words if they can. You can also describe what they show you.",
    )
    how = forms.CharField(
        label="How were these views given?",
        max_length=300,
        widget=Text,
        help_text="For example: they told us, with pictures, or we watched what they enjoy.",
    )


class ReachingForm(AnswersForm):
    """How to reach the family, and with whom its request may be shared."""

    needs = long_answer(
        "Is there anything we should know when we contact you? (optional)",
        most=1000,
        rows=3,
        help_text="For example: an interpreter, large print, a safe time to call.",
    )
    share_with_school = forms.BooleanField(
        label="You may talk to the school or college about this request", required=False
    )
    share_with_health = forms.BooleanField(
        label="You may talk to health services about this request", required=False
    )
    share_with_advice = forms.BooleanField(
        label="You may talk to the independent advice service about this request", required=False
    )


class ReceivedForm(AnswersForm):
    """How a request reached an officer who writes it down for a family (R4.5)."""

    requester = forms.ModelChoiceField(
        queryset=Person.objects.none(), label="Who asked", widget=Radios, empty_label=None
    )
    how_received = forms.ChoiceField(
        label="How they asked",
        choices=[each for each in HowReceived.choices if each[0] != HowReceived.PORTAL],
        widget=Radios,
    )
    received_on = DateField(
        label="The day they first asked", help_text="Also when they did not call it a personal budget."
    )
    file = forms.FileField(
        label="The letter, email or note of the call (optional)",
        required=False,
        help_text="A PDF, Word document or picture of up to 15 MB.",
    )

    def __init__(self, *args, people, change, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requester"].queryset = people
        if change:
            self.fields["received_on"].label = "The day they asked for the change"
            self.fields["received_on"].help_text = ""

    def plain(self):
        """Give the answers as plain values: a person by their number; the file is filed at once."""
        given = {name: value for name, value in super().plain().items() if name != "file"}
        requester = self.cleaned_data.get("requester")
        return given | {"requester": requester and requester.pk}


class SendForm(GovukForm):
    """The declaration under which a request is sent."""

    button = "Send the request"

    agreed = forms.BooleanField(
        label="What I have written is true as far as I know, and I may ask for this child or for myself.",
        error_messages={"required": "Confirm this to send the request"},
    )


class WithdrawForm(GovukForm):
    """Why a request is taken back."""

    button = "Withdraw the request"

    because = long_answer(
        "Why are you taking it back?",
        required=True,
        most=1000,
        rows=3,
        help_text="You can ask again at any time. What you have asked for so far stays on record.",
    )
