"""Who may dispose of the words of events: two people, the second a case manager."""

import rules


@rules.predicate
def is_administrator(user):
    """Hold for an administrator."""
    return "administrator" in user.roles


@rules.predicate
def is_case_manager(user):
    """Hold for a case manager."""
    return "case_manager" in user.roles


rules.add_perm("audit.propose_disposal", is_administrator)
rules.add_perm("audit.approve_disposal", is_case_manager)
rules.add_perm("audit.carry_out_disposal", is_administrator)
rules.add_perm("audit.see_jobrun", is_administrator)
