"""Answers that only whoever gave them and staff may read, though the whole family opens the request (R24.8)."""

PRIVATE = ("recipient", "reaching")


def hidden_from(user, request, *, versions=None):
    """Give the parts of a request's answers that somebody else gave, and that this user may not read.

    A page that has read all its versions, the first one first, gives them.
    """
    if user.is_staff:
        return frozenset()
    if versions is None:
        versions = request.versions.select_related("sent_by").order_by("number")
    givers = _givers(request, versions)
    return frozenset(part for part, giver in givers.items() if giver != user.person_id)


def hidden_in(draft):
    """Give the parts that whoever writes a change may neither read nor answer."""
    return hidden_from(draft.written_by, draft.amends) if draft.amends else frozenset()


def without_hidden(answers, request, user):
    """Leave out of the answers what this user may not read."""
    hidden = hidden_from(user, request)
    return {part: given for part, given in answers.items() if part not in hidden}


def with_hidden(answers, request, user):
    """Put what this user may not read, and so cannot change, into the answers as it stands."""
    hidden = hidden_from(user, request)
    if not hidden or not isinstance(answers, dict):
        return answers
    stands = request.versions.order_by("-number").values_list("answers", flat=True).first()
    return answers | {part: stands[part] for part in hidden}


def _givers(request, versions):
    """Give by part who gave it; nobody of the family, once an officer mixed in what another of them said."""
    givers, before = {}, {}
    for version in versions:
        for part in PRIVATE:
            said = _said(version.answers.get(part))
            if not said:
                givers.pop(part, None)
            elif said != before.get(part):
                who = _asked_by(version, request)
                givers[part] = who if givers.get(part, who) == who else None
            before[part] = said
    return givers


def _said(given):
    """Give what was filled in of a part."""
    given = given if isinstance(given, dict) else {}
    return {name: value for name, value in given.items() if value not in (None, "", False)}


def _asked_by(version, request):
    """Give whose answers a version holds: the sender's, or theirs for whom an officer wrote it down."""
    if not version.sent_by.is_staff:
        return version.sent_by.person_id
    return (version.answers.get("received") or {}).get("requester") or request.requester_id
