"""Who may write to whom, and who may say that a message was answered."""

import rules

from people.rules import is_family_of, is_officer_of

rules.add_perm("clocks.send_message", is_family_of)
rules.add_perm("clocks.reply", is_officer_of)


@rules.predicate
def is_officer_of_its_child(user, clock):
    """Hold for an officer of the child a clock is about."""
    return clock is not None and is_officer_of(user, clock.child)


rules.add_perm("clocks.note_answer", is_officer_of_its_child)
