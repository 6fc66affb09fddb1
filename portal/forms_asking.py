"""Forms with which a personal budget is asked for: one question or one subject a page (rulebook d1)."""

from datetime import date

from django import forms

from budgets.choices import (
    Category,
    DeliveredAt,
    FundingSource,
    HowHeard,
    HowReceived,
    Manages,
    Mechanism,
    ProviderType,
    RecipientKind,
    RequestKind,
    ScheduleAnswer,
)
from govuk.forms import CharacterCount, DateField, DateInput, GovukForm, Number, PoundsField, Radios, Text
from people.models import Person

OTHER = "other"
LATER = "Save and come back later"
YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_UNKNOWN = (*YES_NO, ("", "I do not know"))


def _long(label, *, required=False, most=5000, rows=5, **more):
    return forms.CharField(
        label=label, required=required, max_length=most, widget=CharacterCount(rows=rows), **more
    )


class AnswersForm(GovukForm):
    """A part of the answers: it reads and gives plain values that a draft keeps."""

    later_button = LATER

    def plain(self):
        """Give the answers as plain values, as they are kept in a draft."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


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


class LineWhatForm(AnswersForm):
    """Which provision a line is about: from the plan, or one of the few things that need not be in it (R1.2)."""

    page_heading = "source"

    source = forms.ChoiceField(label="What would you like a budget for?", widget=Radios)

    def __init__(self, *args, sources, hints, divider, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources
        self.fields["source"].widget.hints = hints
        self.fields["source"].widget.divider = divider


class LineForForm(AnswersForm):
    """What a line is for, and what happens now."""

    outcome = forms.ChoiceField(
        label="Which outcome in the plan does it help with?",
        widget=Radios(reveals={OTHER: "outcome_words"}),
    )
    outcome_words = _long("What should it achieve?", most=1000, rows=3)
    category = forms.ChoiceField(label="What kind of support is it?", choices=Category, widget=Radios)
    funding_source = forms.ChoiceField(label="What pays for it now?", choices=FundingSource, widget=Radios)
    why = _long("Why is what happens now not enough? (optional)", most=2000)

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [*outcomes, (OTHER, "Something else")]
        self.fields["outcome"].error_messages["required"] = "Select an outcome, or say what it should achieve"
        self.fields["outcome_words"].say_optional = False

    def clean(self):
        """Need words where no outcome of the plan is chosen."""
        given = super().clean()
        if given.get("outcome") == OTHER and not given.get("outcome_words"):
            self.add_error("outcome_words", "Enter what it should achieve")
        return given


class LineWhereForm(AnswersForm):
    """Where a line is provided, and by whom."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("setting", "transport_entitled", "transport_cheaper"):
            if name in self.fields:
                self.fields[name].say_optional = False

    delivered_at = forms.ChoiceField(
        label="Where would it happen?",
        choices=DeliveredAt,
        widget=Radios(reveals={DeliveredAt.SETTING.value: "setting"}),
        help_text="If it would happen at a school or college, we ask the head or principal to agree.",
    )
    setting = forms.CharField(
        label="Name of the school, college or nursery", required=False, max_length=200, widget=Text
    )
    provider_type = forms.ChoiceField(label="Who would provide it?", choices=ProviderType, widget=Radios)
    provider = forms.CharField(
        label="Their name, if you know it (optional)", required=False, max_length=200, widget=Text
    )
    relationship = forms.CharField(
        label="Are they related to you, or do they live with you? Say how (optional)",
        required=False,
        max_length=200,
        widget=Text,
    )

    def clean(self):
        """Need the name of a setting where the support happens at one."""
        given = super().clean()
        if given.get("delivered_at") == DeliveredAt.SETTING and not given.get("setting"):
            self.add_error("setting", "Enter the name of the school, college or nursery")
        return given


class EquipmentForm(LineWhereForm):
    """Where and by whom, for equipment: also who said it is needed."""

    equipment_professional = forms.CharField(
        label="Which professional said that this equipment is needed?", max_length=200, widget=Text
    )


class TransportForm(LineWhereForm):
    """Where and by whom, for travel: also whether it is free now."""

    transport_entitled = forms.ChoiceField(
        label="Does your child get free transport from the council now?",
        choices=YES_NO_UNKNOWN,
        required=False,
        widget=Radios,
    )
    transport_cheaper = forms.ChoiceField(
        label="Would your way cost less than the council’s?",
        choices=YES_NO_UNKNOWN,
        required=False,
        widget=Radios,
    )


WHERE_FORMS = {Category.EQUIPMENT.value: EquipmentForm, Category.TRANSPORT.value: TransportForm}


class LineCostForm(AnswersForm):
    """What a line costs, and how it would be held (R10.1, R1.7)."""

    unit_cost = PoundsField(
        label="What does one hour, session or item cost?", help_text="With VAT. Enter 0 if it is paid once."
    )
    units_a_week = forms.DecimalField(
        label="How many in a week?",
        max_digits=6,
        decimal_places=2,
        min_value=0,
        widget=Number,
        help_text="For example, 1.5",
    )
    funded_weeks = forms.IntegerField(
        label="In how many weeks of the year?",
        min_value=1,
        max_value=53,
        widget=Number,
        help_text="For example, school weeks or the whole year",
    )
    on_costs = PoundsField(
        label="Other costs in the year, such as insurance or payroll (optional)", required=False
    )
    one_off = PoundsField(label="Costs that are paid once, such as equipment (optional)", required=False)
    mechanism = forms.ChoiceField(
        label="How would you like this money to be held?",
        choices=Mechanism,
        widget=Radios,
        help_text="You do not have to have a direct payment. You can choose differently for each thing.",
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
    help_wanted = _long(
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

    words = _long(
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

    needs = _long(
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

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requester"].queryset = people

    def plain(self):
        """Give the answers as plain values: a person by their number; the file is filed at once."""
        given = {name: value for name, value in super().plain().items() if name != "file"}
        return given | {"requester": self.cleaned_data["requester"].pk}


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

    because = _long(
        "Why are you taking it back?",
        required=True,
        most=1000,
        rows=3,
        help_text="You can ask again at any time. What you have asked for so far stays on record.",
    )
