"""Forms about one thing a budget would pay for: what, what for, where and by whom, and what it costs (R1.2)."""

from django import forms

from budgets.asked_lines import cost_problem
from budgets.choices import Category, DeliveredAt, FundingSource, Mechanism, ProviderType
from govuk.forms import Number, PoundsField, Radios, Text
from policy.costs import MOST_UNITS
from portal.forms_asking import AnswersForm, long_answer

OTHER = "other"
SUMS = ("unit_cost", "units_a_week", "funded_weeks", "on_costs", "one_off")
YES_NO_UNKNOWN = (("yes", "Yes"), ("no", "No"), ("", "I do not know"))


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
    outcome_words = long_answer("What should it achieve?", most=1000, rows=3)
    category = forms.ChoiceField(label="What kind of support is it?", choices=Category, widget=Radios)
    funding_source = forms.ChoiceField(label="What pays for it now?", choices=FundingSource, widget=Radios)
    why = long_answer("Why is what happens now not enough? (optional)", most=2000)

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
        max_value=MOST_UNITS,
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

    def clean(self):
        """Need sums that make a cost of the year."""
        given = super().clean()
        if not self.errors and (problem := cost_problem({name: given[name] or 0 for name in SUMS})):
            self.add_error(*problem)
        return given
