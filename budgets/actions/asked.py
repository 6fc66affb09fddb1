"""What was asked, stored: a request's facts and its lines, and what a change of them does to the findings."""

from audit.acts import authorise, record
from budgets.models import RequestedProvision, RequestVersion
from clocks.actions import close_for
from people.models import Link
from people.roles import Basis

# What the officer found about a line, or about who is to be paid; a change of what was asked undoes it.
LINE_FINDINGS = {
    "council_cost": None,
    "cost_words": "",
    "not_on_site": False,
    "care_assessed_on": None,
    "care_assessed_by": "",
}
RECIPIENT_FINDINGS = {
    "nominated_in_writing": False,
    "can_manage": None,
    "help_considered": False,
    "has_capacity": True,
    "is_in_schedule": None,
    "eligibility_words": "",
    "eligibility_checked_on": None,
}
RECIPIENT = (
    "recipient_kind", "recipient_name", "recipient_is_organisation", "recipient_born_on", "manages", "schedule_answer",
)  # fmt: skip
# Consent is to one provision at one setting (R9.2).
CONSENTED_TO = ("provision_id", "catalogue_key", "setting")
BASES = {
    "parent": (Basis.PARENT, Basis.HAS_CARE_OF, Basis.REPRESENTATIVE),
    "young_person": (Basis.YOUNG_PERSON,),
    "nominee": (Basis.NOMINEE,),
}


def apply(request, asked, *, on, by):
    """Store what was asked on a held request and its lines; give the keys of the lines that changed."""
    if any(getattr(request, name) != asked.facts[name] for name in RECIPIENT):
        _set(request, RECIPIENT_FINDINGS)
        request.recipient = _recipient_of(request, asked, on)
    _set(request, asked.facts)
    if asked.is_declared:
        request.declared_on = on
    if request.pk is None:
        request.save()
    standing = {line.key: line for line in request.lines.filter(state="requested")}
    changed = []
    for position, line in enumerate(asked.lines, 1):
        stored = standing.pop(line.key, None)
        if _store(request, stored, line, position, on):
            changed.append(str(line.key))
    for line in standing.values():
        _leave_out(line, because="It is no longer asked for.", on=on, by=by)
    costed = request.lines.filter(state="requested").exclude(council_cost=None)
    if costed.count() != len(asked.lines):
        request.costs_checked_on = None
    request.save()
    return changed


def version_of(request, answers, *, on, by):
    """Keep what was sent, word for word, as the next version."""
    number = request.versions.count() + 1
    return RequestVersion.objects.create(
        request=request, number=number, answers=answers, sent_on=on, sent_by=by
    )


def leave_all_out(request, *, because, on, by):
    """Take every line out of a request that is closed."""
    for line in request.lines.filter(state="requested"):
        _leave_out(line, because=because, on=on, by=by)


def _store(request, stored, asked, position, on):
    """Store one line, new or as it was; tell whether anything asked is new."""
    if stored is None:
        RequestedProvision.objects.create(request=request, key=asked.key, position=position, **asked.facts)
        return True
    changed = {name for name, value in asked.facts.items() if getattr(stored, name) != value}
    stored.position = position
    if changed:
        _set(stored, asked.facts)
        _set(stored, LINE_FINDINGS)
    stored.save()
    if changed.intersection(CONSENTED_TO):
        _stop_waiting(stored, because="What it was asked for has changed.", on=on)
        stored.consents.filter(lapsed_on=None).update(lapsed_on=on)
    return bool(changed)


def _stop_waiting(line, *, because, on):
    """Let go of the answers of schools and colleges that are still awaited about a line."""
    for consent in line.consents.filter(state="asked", lapsed_on=None):
        close_for(consent, on=on, because=because)


def _leave_out(line, *, because, on, by):
    authorise("budgets.leave_out", line, by=by)
    line.leave_out()
    line.save()
    _stop_waiting(line, because=because, on=on)
    record("budgets.line_left_out", by=by, about=line, on=on, because=because)


def _set(row, values):
    for name, value in values.items():
        setattr(row, name, value)


def _recipient_of(request, asked, on):
    """Give the person of the family or the nominee who bears the name that was given, if there is just one."""
    name = " ".join(asked.recipient.recipient_name.split()).casefold()
    if not name or asked.recipient.recipient_is_organisation:
        return None
    bases = BASES[asked.recipient.recipient_kind]
    links = Link.objects.live(on=on).filter(child=request.child, basis__in=bases).select_related("person")
    same = {link.person for link in links if " ".join(link.person.name.split()).casefold() == name}
    return same.pop() if len(same) == 1 else None
