"""Clocks, written straight into their table."""

from datetime import date

from clocks.models import Clock, OwedBy


def make_clock(child, *, due_on=date(2026, 12, 1), about=None, **fields):
    """Make an open clock of the council's, due on a date, about the child unless another record is given."""
    about = about or child
    own = {
        "duty": "message_reply",
        "about_type": about._meta.label_lower,
        "about_id": about.pk,
        "label": "Reply to a message",
        "owed_by": OwedBy.COUNCIL,
        "owner": child.case_officer,
        "team": child.team,
        "started_on": date(2026, 11, 2),
        "raw_on": due_on,
        "due_on": due_on,
        "target_on": due_on,
        "next_step_on": due_on,
        "policy_version": "test",
    }
    return Clock.objects.create(child=child, **own | fields)
