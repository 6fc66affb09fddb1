"""People the council writes to, with or without a sign-in, and the teams of its staff."""

from django.db import models


class Team(models.Model):
    """A team of the council's staff, with the children its officers look after."""

    CHILD = ""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Person(models.Model):
    """A parent, carer, young person, representative, nominee or member of staff."""

    CHILD = ""

    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True, help_text="One line of the address a line, without the postcode.")
    postcode = models.CharField(max_length=10, blank=True)
    prefers_post = models.BooleanField(default=False)
    needs = models.TextField(
        blank=True, help_text="How to reach this person: language, interpreter, large print."
    )
    roster_ref = models.CharField(max_length=200, unique=True, null=True, blank=True)
    # The contact details the roster last gave: what differs from them here was changed here.
    roster_says = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["last_name", "first_name", "id"], name="people_person_by_name")]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def postal_lines(self):
        """The lines of an envelope; empty when there is no address."""
        lines = [line.strip() for line in self.address.splitlines() if line.strip()]
        return [self.name, *lines, self.postcode] if lines and self.postcode else []
