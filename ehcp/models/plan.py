"""EHC plans as the council's records system has them: facts brought in by the roster, not decided here."""

from django.db import models
from django.db.models import Q

from people.models import Child


class PlanQuerySet(models.QuerySet):
    """Plans."""

    def visible_to(self, user, *, on):
        """Keep the plans of the children whose record this user may open."""
        return self.filter(child__in=Child.objects.visible_to(user, on=on))


class Plan(models.Model):
    """An EHC plan: its stage and the dates that open and close the windows for a request (R4.1)."""

    class Stage(models.TextChoices):
        ASSESSING = "assessing", "Needs being assessed"
        DRAFTING = "drafting", "Draft being prepared"
        FINAL = "final", "Final plan in force"
        REASSESSING = "reassessing", "Needs being re-assessed"
        CEASED = "ceased", "Plan ceased"

    CHILD = "child"

    reference = models.CharField(max_length=40, unique=True)
    child = models.OneToOneField(Child, models.PROTECT, related_name="plan")
    stage = models.CharField(max_length=12, choices=Stage)
    requested_on = models.DateField("assessment asked for on", null=True, blank=True)
    to_prepare_on = models.DateField("confirmed that a plan will be prepared on", null=True, blank=True)
    draft_issued_on = models.DateField("draft issued on", null=True, blank=True)
    final_on = models.DateField("final plan issued on", null=True, blank=True)
    reassess_on = models.DateField("decided to re-assess on", null=True, blank=True)
    ceased_on = models.DateField("ceased on", null=True, blank=True)
    setting = models.CharField("school or college", max_length=200, blank=True)
    educated_elsewhere = models.BooleanField("educated other than at school", default=False)
    missing_from_roster_on = models.DateField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "EHC plan"
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["assessing", "ceased"]) | Q(to_prepare_on__isnull=False),
                name="ehcp_plan_drafting_has_its_date",
            ),
            models.CheckConstraint(
                condition=~Q(stage="final") | Q(final_on__isnull=False), name="ehcp_plan_final_has_its_date"
            ),
            models.CheckConstraint(
                condition=~Q(stage="reassessing") | Q(reassess_on__isnull=False),
                name="ehcp_plan_reassessing_has_its_date",
            ),
            models.CheckConstraint(
                condition=~Q(stage="ceased") | Q(ceased_on__isnull=False),
                name="ehcp_plan_ceased_has_its_date",
            ),
        ]
        indexes = [models.Index(fields=["stage", "id"], name="ehcp_plan_by_stage")]

    def __str__(self):
        return self.reference


class PlanOutcome(models.Model):
    """An outcome of the plan (Section E)."""

    CHILD = "plan__child"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="outcomes")
    reference = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "reference"], name="ehcp_one_outcome_a_reference")
        ]

    def __str__(self):
        return self.reference


class Provision(models.Model):
    """An item of provision in the plan (Section F, G or H), by its paragraph (R1.2)."""

    class Section(models.TextChoices):
        F = "F", "Section F: special educational provision"
        G = "G", "Section G: health care provision"
        H1 = "H1", "Section H1: social care provision under the 1970 Act"
        H2 = "H2", "Section H2: other social care provision"

    CHILD = "plan__child"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="provision")
    paragraph = models.CharField(max_length=20)
    section = models.CharField(max_length=2, choices=Section)
    words = models.TextField()
    outcome = models.ForeignKey(PlanOutcome, models.PROTECT, null=True, blank=True, related_name="provision")
    hours_a_week = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    delivered_at = models.CharField(max_length=200, blank=True)
    missing_from_roster_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "provision"
        constraints = [
            models.UniqueConstraint(fields=["plan", "paragraph"], name="ehcp_one_provision_a_paragraph")
        ]

    def __str__(self):
        return self.paragraph
