"""The digests of a sweep: who is told of a clock, and one letter a day to each of them, with numbers only."""

from collections import Counter, defaultdict

from django.db import transaction

from clocks.duties import CHASED
from clocks.models import ClockStep
from letters import actions as letters
from letters.models import Letter
from letters.writing import Writing
from people.models import Person, User
from people.roles import Role


class NobodyToTell(Exception):
    """A clock without a case officer or a case manager who could be reminded."""


class Digests:
    """The digests of one run, counted clock by clock; what is kept grows with the staff, not the clocks.

    Each is about its run, so that a job's digest is written once a date and two jobs never hide each other's.
    """

    def __init__(self, on, run):
        self.on, self.run = on, run
        self.person_of, self.managers = {}, defaultdict(list)
        self._tally, self._letter_of = defaultdict(Counter), {}
        staff = User.objects.filter(is_active=True).exclude(roles=[]).order_by("pk")
        for user in staff.only("person_id", "team_id", "roles"):
            self.person_of[user.pk] = user.person_id
            if user.team_id and Role.CASE_MANAGER in user.roles:
                self.managers[user.team_id].append(user.pk)

    def told(self, clock, step):
        """Give who is told of a step, and what that makes of it.

        The owner is reminded before the due day and the team's managers after it; where there is none of the
        one, the others are told, so that nothing is chased in silence.
        """
        owner = [clock.owner_id] if clock.owner_id in self.person_of else []
        managers = self.managers.get(clock.team_id, [])
        if step.is_escalation and managers:
            return managers, ClockStep.Outcome.ESCALATED.value
        if owner or managers:
            return owner or managers, ClockStep.Outcome.REMINDED.value
        raise NobodyToTell("there is no case officer and no case manager to tell")

    def count(self, clock, told):
        """Count a clock in the digests of those who are told of it."""
        when = "overdue" if clock.due_on < self.on else "due"
        for user in told:
            self._tally[user, CHASED[clock.duty].reminder][when] += 1

    @transaction.atomic
    def write(self):
        """Write the digests that were not written before by this run; give how many."""
        wanted = {(self.person_of[user], kind): numbers for (user, kind), numbers in self._tally.items()}
        people = Person.objects.in_bulk({person for person, _ in wanted})
        before = Letter.objects.filter(about_type=self.run._meta.label_lower, about_id=self.run.pk)
        for pk, person, code in before.values_list("pk", "addressee", "kind"):
            self._letter_of[person, code] = pk
        writings = [
            Writing(
                kind=kind(due=numbers["due"], overdue=numbers["overdue"]),
                child=None,
                to=people[person],
                about=self.run,
            )
            for (person, kind), numbers in wanted.items()
            if (person, kind.code) not in self._letter_of
        ]
        written = letters.write_many(writings, on=self.on)
        self._letter_of |= {(letter.addressee_id, letter.kind): letter.pk for letter in written}
        return len(written)

    def letter_of(self, clock, told):
        """Give the id of the digest of the first who was told of a clock, None when there is none."""
        return self._letter_of.get((self.person_of[told[0]], CHASED[clock.duty].reminder.code))
