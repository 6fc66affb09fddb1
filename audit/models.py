"""The record of acts: events chained per child, their erasable words, views, and runs of jobs."""

import json

from django.db import models
from django.db.models.functions import Now

from audit.states import StateField, StateModel, guard, transition


class Event(models.Model):
    """An act that happened, chained to the one before it about the same child; never changed (R6.8)."""

    child_id = models.BigIntegerField(null=True)
    seq = models.BigIntegerField(db_default=0)
    kind = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField(null=True)
    about_type = models.CharField(max_length=80)
    about_id = models.BigIntegerField(null=True)
    words_digest = models.BinaryField()
    previous = models.BinaryField(db_default=b"")
    digest = models.BinaryField(db_default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["child_id", "-id"], name="audit_event_by_child"),
            models.Index(fields=["about_type", "about_id", "id"], name="audit_event_by_about"),
        ]

    def __str__(self):
        return f"{self.kind} {self.seq}"


class EventDetail(models.Model):
    """An event's words: who by name, and what was said. Erasable, after which the chain still verifies."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="detail")
    salt = models.BinaryField()
    by_name = models.CharField(max_length=200)
    words = models.TextField()

    def __str__(self):
        return f"words of event {self.event_id}"

    @property
    def said(self):
        """The words as a dictionary."""
        return json.loads(self.words)


class ChainHead(models.Model):
    """A chain's last link, so that a missing tail shows; chain 0 holds what is about no child."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    digest = models.BinaryField()

    def __str__(self):
        return f"chain {self.chain} at {self.seq}"


class ViewLog(models.Model):
    """A look at a child's record by a signed-in person (R24.8)."""

    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField()
    child_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=80)
    about_type = models.CharField(max_length=80)
    about_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["child_id", "-id"], name="audit_view_by_child")]

    def __str__(self):
        return f"{self.what} {self.at:%Y-%m-%d}"


class JobRun(models.Model):
    """A job's run for a date: one row, however often it is started."""

    # Set by a job that had to leave rows behind, such as those of a child somebody is at work on.
    unfinished = False

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    name = models.CharField(max_length=80)
    for_date = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    failures = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "for_date"], name="audit_one_run_a_date")]
        indexes = [models.Index(fields=["-id"], name="audit_jobrun_newest")]

    def __str__(self):
        return f"{self.name} for {self.for_date}"


@guard("R24.2", "The person who proposed a disposal cannot approve it.")
def somebody_else_approves(disposal):
    """Hold when the approver is set and is not the proposer."""
    return bool(disposal.approved_by_id) and disposal.approved_by_id != disposal.proposed_by_id


class Disposal(StateModel):
    """A two-person order to erase the words of a child's events; the only way they can go (R24.2)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        CARRIED_OUT = "carried_out", "Carried out"

    CHILD = ""

    child_id = models.BigIntegerField()
    reasons = models.TextField()
    state = StateField(choices=State, default=State.PROPOSED)
    proposed_by_id = models.BigIntegerField()
    proposed_on = models.DateField()
    approved_by_id = models.BigIntegerField(null=True)
    approved_on = models.DateField(null=True)
    carried_out_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(approved_by_id=models.F("proposed_by_id")),
                name="audit_disposal_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed")
                | models.Q(approved_by_id__isnull=False, approved_on__isnull=False),
                name="audit_disposal_approved_by_and_on",
            ),
        ]
        indexes = [models.Index(fields=["child_id"], name="audit_disposal_by_child")]

    def __str__(self):
        return f"disposal {self.pk}"

    @transition(field=state, source=State.PROPOSED, target=State.APPROVED, guards=[somebody_else_approves])
    def approve(self):
        """Let the words be erased."""

    @transition(field=state, source=State.APPROVED, target=State.CARRIED_OUT)
    def carry_out(self):
        """Close the order once the words are gone."""
