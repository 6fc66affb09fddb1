"""A line of a request: one item of provision, what it would cost, and what became of it."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q

from audit.states import StateField, StateModel, transition
from budgets import states
from budgets.choices import PAID_OVER, Category, DeliveredAt, FundingSource, Mechanism, ProviderType, Stream
from budgets.models.request import PersonalBudgetRequest
from ehcp.models import PlanOutcome, Provision


class RequestedProvision(StateModel):
    """One item asked for (R1.2): provision in the plan, or a catalogue line that need not be in it."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Asked for"
        AGREED = "agreed", "Agreed"
        AGREED_IN_PART = "agreed_in_part", "Agreed in part"
        IDENTIFIED_NOT_PAID = "not_paid", "Budget agreed, payment refused"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "No longer asked for"

    CHILD = "request__child"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(PersonalBudgetRequest, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    state = StateField(choices=State, default=State.REQUESTED)
    provision = models.ForeignKey(Provision, models.PROTECT, null=True, blank=True, related_name="requested")
    catalogue_key = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    outcome = models.ForeignKey(PlanOutcome, models.PROTECT, null=True, blank=True, related_name="+")
    outcome_words = models.TextField(blank=True)
    stream = models.CharField(max_length=12, choices=Stream)
    category = models.CharField(max_length=15, choices=Category)
    funding_source = models.CharField(max_length=16, choices=FundingSource)
    mechanism = models.CharField("way to hold it", max_length=17, choices=Mechanism)
    delivered_at = models.CharField(max_length=10, choices=DeliveredAt)
    setting = models.CharField("school or college", max_length=200, blank=True)
    why = models.TextField("why what happens now is not enough", blank=True)
    provider = models.CharField(max_length=200, blank=True)
    provider_type = models.CharField(max_length=15, choices=ProviderType)
    relationship = models.CharField("how the provider is related to the family", max_length=200, blank=True)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2)
    units_a_week = models.DecimalField(max_digits=6, decimal_places=2)
    funded_weeks = models.PositiveSmallIntegerField()
    on_costs = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal("0.00"))
    one_off = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal("0.00"))
    yearly = models.DecimalField("asked for a year", max_digits=10, decimal_places=2)
    equipment_professional = models.CharField(max_length=200, blank=True)
    transport_entitled = models.BooleanField(null=True, blank=True)
    transport_cheaper = models.BooleanField(null=True, blank=True)

    # What the case officer finds.
    council_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    cost_words = models.TextField("how the costs compare", blank=True)
    not_on_site = models.BooleanField("not possible on the setting’s premises", default=False)
    care_assessed_on = models.DateField(null=True, blank=True)
    care_assessed_by = models.CharField(max_length=200, blank=True)

    # What was released to the family; empty until then.
    agreed_yearly = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    agreed_mechanism = models.CharField(max_length=17, choices=Mechanism, blank=True)
    agreed_from = models.DateField(null=True, blank=True)
    agreed_to = models.DateField(null=True, blank=True)
    agreed_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    secured_by = models.TextField("who secures the provision now", blank=True)

    class Meta:
        verbose_name = "line of the request"
        constraints = [
            models.CheckConstraint(
                condition=Q(provision__isnull=False) | ~Q(catalogue_key=""), name="budgets_line_has_a_source"
            ),
            models.CheckConstraint(condition=Q(yearly__gt=0), name="budgets_line_costs_something"),
            models.CheckConstraint(
                condition=Q(funded_weeks__gte=1, funded_weeks__lte=53), name="budgets_line_weeks"
            ),
            models.CheckConstraint(
                condition=~Q(delivered_at="setting") | ~Q(setting=""), name="budgets_line_names_its_setting"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "agreed_in_part"])
                | (
                    Q(agreed_yearly__gt=0, agreed_from__isnull=False, agreed_weeks__isnull=False)
                    & ~Q(agreed_mechanism="")
                ),
                name="budgets_agreed_line_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "not_paid"]) | ~Q(secured_by=""),
                name="budgets_refused_line_is_secured",
            ),
            models.CheckConstraint(
                condition=Q(agreed_to=None) | Q(agreed_to__gte=models.F("agreed_from")),
                name="budgets_line_period_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["request", "position"], name="budgets_line_by_request"),
            models.Index(fields=["provision", "-id"], name="budgets_line_by_provision"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_non_plan(self):
        """Whether it is a catalogue line that need not be in the plan (R1.2)."""
        return self.provision_id is None

    @property
    def is_paid_over(self):
        """Whether money would leave the council."""
        return self.mechanism in PAID_OVER

    @property
    def consents_needed(self):
        """The kinds of consent it needs from its school or college (R9.1, R9.5)."""
        return states.consents_of(self)

    @property
    def has_its_consents(self):
        """Whether each consent it needs was given, and still counts (R9.2)."""
        return states.has_consents(self)

    @transition(
        field=state,
        source=[
            State.REQUESTED,
            State.AGREED,
            State.AGREED_IN_PART,
            State.IDENTIFIED_NOT_PAID,
            State.REFUSED,
        ],
        target=State.AGREED,
        guards=[states.says_what_is_agreed],
    )
    def agree(self):
        """Agree all that was asked."""

    @transition(
        field=state,
        source=[
            State.REQUESTED,
            State.AGREED,
            State.AGREED_IN_PART,
            State.IDENTIFIED_NOT_PAID,
            State.REFUSED,
        ],
        target=State.AGREED_IN_PART,
        guards=[states.says_what_is_agreed],
    )
    def agree_in_part(self):
        """Agree less, or another way: it counts as a refusal of the rest (R7.2)."""

    @transition(
        field=state,
        source=[
            State.REQUESTED,
            State.AGREED,
            State.AGREED_IN_PART,
            State.IDENTIFIED_NOT_PAID,
            State.REFUSED,
        ],
        target=State.IDENTIFIED_NOT_PAID,
        guards=[states.says_who_secures_it],
    )
    def identify(self):
        """Identify a budget but refuse to pay it over (R1.3)."""

    @transition(
        field=state,
        source=[
            State.REQUESTED,
            State.AGREED,
            State.AGREED_IN_PART,
            State.IDENTIFIED_NOT_PAID,
            State.REFUSED,
        ],
        target=State.REFUSED,
        guards=[states.says_who_secures_it],
    )
    def refuse(self):
        """Refuse it; the council still secures the provision (R1.5)."""

    @transition(field=state, source=State.REQUESTED, target=State.WITHDRAWN)
    def leave_out(self):
        """Take it out of the request: the family no longer asks for it."""
