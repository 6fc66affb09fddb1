"""One whole case with everything in it, and the values its addresses need."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from audit.models import Disposal
from letters.models import Delivery
from letters.models.delivery import Channel
from people.roles import Basis
from tests.factories.clocks import make_clock
from tests.factories.documents import make_document
from tests.factories.ehcp import (
    make_annual_review,
    make_information_given,
    make_outcome,
    make_plan,
    make_provision,
)
from tests.factories.letters import make_delivery, make_letter, make_message
from tests.factories.people import make_child, make_family
from tests.factories.road import Road


@dataclass
class WholeCase:
    """A child with a plan, family, letters, messages, documents and clocks."""

    child: object
    parent: object
    plan: object
    letter: object
    delivery: object
    document: object
    message: object
    clock: object
    disposal: object
    long_ago = date(2024, 1, 1)

    @cached_property
    def road(self):
        """The records from a draft to an ending, each made when it is first needed."""
        return Road(self)

    def value_for(self, name, parameter):
        """Give what a parameter of an address stands for in this case."""
        by_name = {"letter": self.letter, "letter_pdf": self.letter, "document": self.document}
        if parameter == "key":
            if key := self.road.key_of(name):
                return key
            return getattr(by_name.get(name, self.child), "key", None)
        values = {
            "person": self.parent.person_id,
            "clock": self.clock.pk,
            "delivery": self.delivery.pk,
            "disposal": self.disposal.pk,
            "link": self.child.links.get(person=self.parent.person).pk,
            "pk": self.child.case_officer_id,
        }
        found = self.road.value_of(name, parameter)
        return values.get(parameter, "nothing-here") if found is None else found

    def missing_address(self, name):
        """Give an address like one of these, of a record that does not exist; None when it names no record."""
        from tests.architecture.addresses import named_patterns

        parameters = dict(named_patterns())[name]
        missing = {"key": uuid.uuid4(), "delivery": 987654321, "disposal": 987654321, "pk": 987654321}
        if not set(parameters) & set(missing):
            return None
        return reverse(
            name, kwargs={each: missing.get(each, self.value_for(name, each)) for each in parameters}
        )


def make_whole_case(officer, *, last_name="Marsh"):
    """Make a child with one of everything, in an officer's caseload."""
    child = make_child(officer=officer, last_name=last_name)
    parent = make_family(child, basis=Basis.PARENT)
    plan = make_plan(child=child)
    make_provision(plan, outcome=make_outcome(plan))
    make_annual_review(plan)
    given = make_information_given(plan, parent.person, by=officer)
    message = make_message(child, parent.person, written_by=parent, words=f"About {last_name}")
    letter = make_letter(child, parent.person, html=f"<h1>Personal budgets</h1><p>{last_name}</p>")
    return WholeCase(
        child=child,
        parent=parent,
        plan=plan,
        letter=letter,
        delivery=make_delivery(
            given.letter, channel=Channel.POST, state=Delivery.State.FAILED, failure="No address"
        ),
        document=make_document(child, uploaded_by=parent),
        message=message,
        clock=make_clock(child, about=message),
        disposal=Disposal.objects.create(
            child_id=child.pk,
            reasons="Kept long enough",
            proposed_by_id=parent.pk,
            proposed_on=date(2026, 11, 2),
        ),
    )
