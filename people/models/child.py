"""Children and young people, and who is tied to them."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from people.models.person import Person, Team
from people.models.user import User
from people.roles import FAMILY, Basis, Role
from policy.school_age import compulsory_school_age_ends_on


class ChildQuerySet(models.QuerySet):
    """Children and young people."""

    def visible_to(self, user, *, on):
        """Keep the children whose record this user may open on a date (actors table).

        A family member by a live link, a case officer by their caseload, a case manager by their team; nobody else.
        A staff sign-in never opens a record by a family link: a member of staff who is a parent has another sign-in.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if not user.is_staff:
            family = Link.objects.live(on=on).filter(child=OuterRef("pk"), person=user.person_id)
            return self.filter(Exists(family.filter(basis__in=FAMILY)))
        may = Q(pk__in=())
        if user.has_role(Role.CASE_OFFICER):
            may |= Q(case_officer=user)
        if user.has_role(Role.CASE_MANAGER) and user.team_id:
            may |= Q(team=user.team_id)
        return self.filter(may)


class Child(models.Model):
    """A child or young person."""

    CHILD = "self"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    born_on = models.DateField()
    upn = models.CharField("unique pupil number", max_length=13, blank=True)
    case_officer = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="caseload",
        limit_choices_to={"is_active": True},
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="children")
    # The officer and team the roster last gave: what differs from them here was changed here.
    roster_says = models.JSONField(null=True, blank=True, editable=False)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = "child or young person"
        verbose_name_plural = "children and young people"
        indexes = [
            models.Index(
                fields=["case_officer", "last_name", "first_name", "id"], name="people_child_by_officer"
            ),
            models.Index(fields=["team", "last_name", "first_name", "id"], name="people_child_by_team"),
            models.Index(fields=["last_name", "first_name", "id"], name="people_child_by_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def compulsory_school_age_ends_on(self):
        """The last day of compulsory school age (R2.3)."""
        return compulsory_school_age_ends_on(self.born_on)


class LinkQuerySet(models.QuerySet):
    """Links between people and children."""

    def live(self, *, on):
        """Keep the links in force on a date; the last day counts."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)


class Link(models.Model):
    """A tie between a person and a child: on what basis, from when to when, on what evidence (R4.4)."""

    CHILD = "child"

    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    child = models.ForeignKey(Child, models.PROTECT, related_name="links")
    basis = models.CharField(max_length=20, choices=Basis)
    from_on = models.DateField("from")
    to_on = models.DateField("to", null=True, blank=True)
    evidence = models.TextField(blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="people_link_ends_after"
            ),
            models.UniqueConstraint(
                fields=["person", "child", "basis"], condition=Q(to_on=None), name="people_one_open_link"
            ),
        ]
        indexes = [models.Index(fields=["child", "person"], name="people_link_by_child")]

    def __str__(self):
        return f"{self.get_basis_display()} from {self.from_on}"
