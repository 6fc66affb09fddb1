"""The account payments go to: recorded by one person, verified by another (R10.4)."""

from django.db import models
from django.db.models import F, Q

from budgets.models import Agreement
from people.models import User
from people.roles import Role


class AccountQuerySet(models.QuerySet):
    """Accounts."""

    def visible_to(self, user, *, on):
        """Keep the accounts of agreements this user may open; finance sees all of them."""
        if user.is_active and user.is_staff and user.has_role(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER):
            return self.all()
        return self.filter(agreement__in=Agreement.objects.visible_to(user, on=on))

    def to_verify(self):
        """Keep the accounts in use that nobody has approved yet, where money can still be paid (R10.4)."""
        over = ("declined", "ended", "closed", "called_off")
        return self.filter(replaced_on=None, verified_on=None).exclude(agreement__state__in=over)


class Account(models.Model):
    """An account for direct payments only. Its numbers are kept sealed; pages show the last four figures."""

    class Kind(models.TextChoices):
        BANK = "bank", "A bank account used only for these payments"
        CARD = "card", "A prepaid card"
        MANAGED = "managed", "An account managed by an organisation"

    CHILD = "agreement__child"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind)
    holder = models.CharField("name on the account", max_length=200)
    sealed_numbers = models.TextField("sort code and account number, sealed")
    last_four = models.CharField(max_length=4)
    only_for_payments = models.BooleanField("used only for these payments")
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verified_words = models.TextField("what was checked", blank=True)
    replaced_on = models.DateField(null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(replaced_on=None), name="payments_one_account"
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("recorded_by")),
                name="payments_second_person_verifies",
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None) | Q(verified_by__isnull=False), name="payments_verified_by"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_on", "id"],
                condition=Q(verified_on=None, replaced_on=None),
                name="payments_to_verify",
            )
        ]

    def __str__(self):
        return f"account ending {self.last_four}"
