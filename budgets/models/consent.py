"""The written consent of a school or college (reg 9, R9)."""

from django.db import models
from django.db.models import Q

from audit.states import StateField, StateModel, transition
from budgets import states
from budgets.models.line import RequestedProvision
from documents.models import Document
from people.models import User


class SettingConsent(StateModel):
    """What a head or principal says about one line at one setting; only given counts (R9.2, b9)."""

    class Kind(models.TextChoices):
        PREMISES = "premises", "Provision on the premises"
        SCHOOL_FUNDS = "school_funds", "Use of the setting’s own money"

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        GIVEN = "given", "Given"
        REFUSED = "refused", "Refused"
        NO_REPLY = "no_reply", "No reply"
        WITHDRAWN = "withdrawn", "Withdrawn"

    CHILD = "line__request__child"

    line = models.ForeignKey(RequestedProvision, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=12, choices=Kind)
    setting = models.CharField(max_length=200)
    state = StateField(choices=State, default=State.ASKED)
    asked_on = models.DateField()
    asked_of = models.CharField("head, principal or manager", max_length=200)
    answered_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The line was changed since: consent is to one provision at one setting (R9.2).
    lapsed_on = models.DateField("no longer counts from", null=True, blank=True)

    class Meta:
        verbose_name = "setting’s consent"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "kind", "setting"],
                condition=Q(state__in=["asked", "given"], lapsed_on=None),
                name="budgets_one_live_consent",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_on__isnull=False), name="budgets_consent_has_its_day"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @transition(
        field=state,
        source=[State.ASKED, State.NO_REPLY],
        target=State.GIVEN,
        guards=[states.is_consent_in_writing],
    )
    def give(self):
        """Take the written consent."""

    @transition(field=state, source=[State.ASKED, State.NO_REPLY], target=State.REFUSED)
    def refuse_consent(self):
        """Take a no: the provision is still owed (R9.3)."""

    @transition(field=state, source=State.ASKED, target=State.NO_REPLY)
    def note_no_reply(self):
        """Stop waiting: no answer is no consent (R9.3)."""

    @transition(field=state, source=State.GIVEN, target=State.WITHDRAWN)
    def take_back(self):
        """Take the consent back."""
