"""What comes next on the road, by whoever may do it: so that a run at random gets far."""

from tests.decisions.machine.parts import BODIES


def next_act(lawful, how):
    """Give the next act on the road, by whoever may do it; None where it waits or has ended."""
    on, item, review = lawful.on, lawful.item, lawful.review
    if lawful.request in ("requested", "info_needed"):
        if lawful.outside and not lawful.disposed:
            return "dispose", "officer", {"words": "The need has changed."}
        if not lawful.found:
            return "check_recipient", "officer", {}
        if left := {0, 1} - lawful.costed:
            return "check_cost", "officer", {"line": min(left)}
        return "make_ready", "officer", {}
    if lawful.request == "ready" or (review and review.state == "accepted" and item is None):
        return _to_the_board(lawful)
    if item:
        return _through_the_board(lawful, item, how)
    if review and review.state == "late":
        return "settle_late", "manager", {"accept": True, "words": "They were in hospital."}
    if lawful.request == "review_window":
        return _to_the_last_day(lawful, on)
    return None


def _to_the_board(lawful):
    if lawful.review and lawful.review.unconsidered:
        return "consider", "officer", {"words": "Read with the reports."}
    if lawful.review and not lawful.review.met:
        return "settle_meeting", "officer", {"how": "declined"}
    about = "review" if lawful.review else "request"
    return "put_on_agenda", "manager", {"about": about, "which": 1, "waiver": True}


def _through_the_board(lawful, item, how):
    meeting = lawful.meetings[item.meeting]
    if item.state == "recorded":
        return "pass_check", "checker", {}
    if item.state == "checked":
        return "release", "second", {}
    if lawful.on < meeting.meets_on:
        return "wait", None, {"days": (meeting.meets_on - lawful.on).days}
    if meeting.is_closed or set(lawful.present().values()) != set(BODIES.values()):
        return "move", "manager", {"which": 1, "waiver": True}
    who = min(lawful.present())
    if item.about == "review" and lawful.review.unconsidered:
        return "consider", "officer", {"words": "Read at the meeting."}
    if left := set(item.lines) - set(item.decided):
        on_review = {"agreed": "upheld", "overturned": "overturned"}.get(how, "varied")
        return "decide", who, {"line": min(left), "how": on_review if item.about == "review" else how}
    return "record", who, {}


def _to_the_last_day(lawful, on):
    for name in ("parent", "other_parent"):
        if name not in lawful.arrived:
            return "letter", None, {"name": name, "comes": True}
    if lawful.last_day() >= on:
        return "wait", None, {"days": (lawful.last_day() - on).days + 1}
    job = "conclude" if "follow" in lawful.ran else "follow"
    return ("wait", None, {"days": 1}) if job in lawful.ran else (job, None, {})
