"""Plans, outcomes, provision and reviews."""

from datetime import date
from itertools import count

from ehcp.models import AnnualReview, InformationGiven, Plan, PlanOutcome, Provision
from tests.factories.letters import make_letter
from tests.factories.people import make_child

_numbers = count(1)
# The dates a plan of each stage has, each stage keeping those of the stages before it.
_DATES = {
    "requested_on": date(2026, 1, 12),
    "to_prepare_on": date(2026, 4, 20),
    "draft_issued_on": date(2026, 5, 4),
    "final_on": date(2026, 6, 1),
    "reassess_on": date(2026, 9, 14),
    "ceased_on": date(2026, 10, 1),
}
_KEPT = {
    Plan.Stage.ASSESSING: ("requested_on",),
    Plan.Stage.DRAFTING: ("requested_on", "to_prepare_on", "draft_issued_on"),
    Plan.Stage.FINAL: ("requested_on", "to_prepare_on", "draft_issued_on", "final_on"),
    Plan.Stage.REASSESSING: ("requested_on", "to_prepare_on", "draft_issued_on", "final_on", "reassess_on"),
    Plan.Stage.CEASED: ("requested_on", "to_prepare_on", "draft_issued_on", "final_on", "ceased_on"),
}


def make_plan(*, child=None, stage=Plan.Stage.FINAL, **fields):
    """Make a plan at a stage, with the dates of that stage and of those before it."""
    own = {
        "reference": f"P{next(_numbers):06}",
        "child": child or make_child(),
        "stage": stage,
        "setting": "Wealdbridge Primary School",
    }
    return Plan.objects.create(**own | {name: _DATES[name] for name in _KEPT[stage]} | fields)


def make_outcome(plan, **fields):
    """Make an outcome of a plan."""
    own = {"reference": f"E{next(_numbers)}", "words": "To tell adults when a noise is too much."}
    return PlanOutcome.objects.create(plan=plan, **own | fields)


def make_provision(plan, **fields):
    """Make an item of Section F."""
    own = {
        "paragraph": f"F{next(_numbers)}",
        "section": Provision.Section.F,
        "words": "One hour of speech and language therapy a week.",
    }
    return Provision.objects.create(plan=plan, **own | fields)


def make_annual_review(plan, *, due_on=date(2027, 6, 1), **fields):
    """Make an annual review nobody has been invited to yet."""
    return AnnualReview.objects.create(plan=plan, due_on=due_on, **fields)


def make_information_given(plan, person, *, by, given_on=date(2026, 11, 2), **fields):
    """Record that a person was told about personal budgets, with the letter, written but not sent."""
    own = {
        "trigger": InformationGiven.Trigger.ASKED,
        "how": InformationGiven.How.LETTER,
        "letter": fields.pop("letter", None) or make_letter(plan.child, person, written_by=by),
    }
    return InformationGiven.objects.create(
        plan=plan, person=person, given_on=given_on, recorded_by=by, **own | fields
    )
