"""Acts of the second checker on what the Board recorded: passed for release, or given back (R25.1, R7.8)."""

from django.db import transaction

from audit.acts import authorise, hold, record
from decisions.actions.subjects import DECIDED, moves_of
from decisions.states import cannot_check, checker_is_a_second_person, digest_of
from policy import Refused


@transaction.atomic
def pass_check(item, *, seen="", on, by):
    """Confirm as a second person that this is what goes to the family; what was seen is noted (R25.1).

    `seen` is the digest of the decisions that were on the page: another round, recorded since, is read first.
    """
    item = hold(item)
    authorise("decisions.pass_check", item, by=by)
    if seen and seen != digest_of(item):
        raise Refused("R25.1", "What was decided has changed since you opened this page. Read it again.")
    item.checked_on, item.checked_by, item.checked_digest = on, by, digest_of(item)
    item.pass_check()
    item.save()
    record("decisions.checked", by=by, about=item, on=on, round=item.round, digest=item.checked_digest)
    return item


@transaction.atomic
def send_back(item, *, because, on, by):
    """Give an item back to the Board for another round; what it recorded stays on record, with the reason."""
    item = hold(item)
    authorise("decisions.send_back", item, by=by)
    refuse_who_took_part(item, by)
    if not because.strip():
        raise Refused("R7.8", "Say what is wrong, so that the Board can put it right.")
    voters = [str(each) for each in item.voters.all()]
    item.sent_back_because = because.strip()
    item.send_back()
    item.round += 1
    item.recorded_on = item.recorded_by = item.decided_on = None
    item.checked_on = item.checked_by = None
    item.checked_digest = ""
    item.save()
    item.voters.clear()
    if item.subject.state == DECIDED:
        moves_of(item.subject).send_back(item.subject, by=by)
    words = {"because": item.sent_back_because, "round": item.round - 1, "voters": voters}
    record("decisions.sent_back", by=by, about=item, on=on, **words)
    return item


def refuse_who_took_part(item, by):
    """Refuse a checker who recorded what is checked, took part or stepped aside; error: Refused (R25.1, R25.4)."""
    if by.pk in cannot_check(item):
        raise Refused(checker_is_a_second_person.rule, checker_is_a_second_person.words)
