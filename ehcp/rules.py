"""Who may see plans, tell families about personal budgets, ask to be told, and load the roster."""

import rules

from audit.rules import is_the_service
from people.rules import is_administrator, is_family_of, is_officer_of


@rules.predicate
def is_officer_of_plan(user, plan):
    """Hold for an officer of the child a plan is for."""
    return plan is not None and is_officer_of(user, plan.child)


@rules.predicate
def is_family_of_plan(user, plan):
    """Hold for the family of the child a plan is for (R4.4)."""
    return plan is not None and is_family_of(user, plan.child)


rules.add_perm("ehcp.give_information", is_officer_of_plan)
rules.add_perm("ehcp.ask_for_information", is_officer_of_plan | is_family_of_plan)
rules.add_perm("ehcp.import_roster", is_administrator | is_the_service)


@rules.predicate
def is_officer_of_review(user, record):
    """Hold for an officer of the child an annual review, or its meeting, is about."""
    review = getattr(record, "review", record)
    return review is not None and is_officer_of(user, review.plan.child)


rules.add_perm("ehcp.record_meeting", is_officer_of_review)
rules.add_perm("ehcp.circulate", is_officer_of_review)
rules.add_perm("ehcp.close", is_officer_of_review)
