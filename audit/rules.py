"""Who may dispose of the words of events: two people, the second a case manager."""

import rules


class Service:
    """The service itself, when a sweep acts: in nobody's role and tied to nobody."""

    pk = person_id = team_id = None
    is_active, is_staff, is_authenticated = True, False, False
    roles = ()

    def __str__(self):
        return "the service"

    def has_role(self, *names):
        """Say no: the service has no role."""
        return False


THE_SERVICE = Service()


@rules.predicate
def is_the_service(user):
    """Hold for the service itself, never for a person: what only a sweep may do."""
    return user is THE_SERVICE


@rules.predicate
def is_administrator(user):
    """Hold for an administrator."""
    return user.has_role("administrator")


@rules.predicate
def is_case_manager(user):
    """Hold for a case manager."""
    return user.has_role("case_manager")


rules.add_perm("audit.propose_disposal", is_administrator)
# Who may approve depends on the child's team: the floor of people says so.
rules.add_perm("audit.see_disposals", is_administrator | is_case_manager)
rules.add_perm("audit.carry_out_disposal", is_administrator)
rules.add_perm("audit.see_jobrun", is_administrator)
rules.add_perm("audit.see_record", is_administrator)
