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
