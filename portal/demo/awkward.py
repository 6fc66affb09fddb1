"""The awkward cases of the invented roster, by the number of their plan; portal/demo/README.md lists them."""

from datetime import date, timedelta

# A Monday in the autumn term. What is past in the file is not after it; portal/demo/shifting.py brings it to today.
ANCHOR = date(2026, 11, 2)


def _sign_in(first_name, last_name, email, place=1):
    start = f"parent_{place}"
    return {f"{start}_first_name": first_name, f"{start}_last_name": last_name, f"{start}_email": email}


def _no_second_parent(row):
    return {name: "" for name in row if name.startswith("parent_2_")}


def _final(weeks):
    final = ANCHOR - timedelta(weeks=weeks)
    return {
        "stage": "final",
        "requested_on": final - timedelta(weeks=20),
        "to_prepare_on": final - timedelta(weeks=13),
        "draft_issued_on": final - timedelta(weeks=6),
        "final_on": final,
    }


def parent_to_try(maker, row):
    """Give the parent whose sign-in is printed: the annual review's invitation is out, so the window is open."""
    due = ANCHOR + timedelta(weeks=4)
    return _no_second_parent(row) | _final(48) | _sign_in("Rowan", "Thistlewood", "parent@family.example") | {
        "first_name": "Merryn",
        "last_name": "Thistlewood",
        "born_on": date(2016, 9, 2),
        "review_due_on": due,
        "review_invited_on": ANCHOR - timedelta(weeks=3),
        "review_meeting_on": ANCHOR + timedelta(weeks=2),
        "review_concluded_on": "",
    }  # fmt: skip


def young_person_to_try(maker, row):
    """Give the young person whose sign-in is printed: eighteen, being re-assessed."""
    return _no_second_parent(row) | _final(90) | _sign_in("Juniper", "Marlowe", "young.person@family.example") | {
        "first_name": "Juniper",
        "last_name": "Marlowe",
        "born_on": date(2008, 3, 14),
        "upn": "",
        "stage": "reassessing",
        "reassess_on": ANCHOR - timedelta(weeks=5),
        "setting": "Wealdshire College",
        "parent_1_basis": "young_person",
        **{f"review_{name}_on": "" for name in ("due", "invited", "meeting", "concluded")},
    }  # fmt: skip


def twin(maker, row):
    """Give the first of twins and remember the family for the second."""
    cells = {"last_name": "Nightingale-Özdemir", "born_on": date(2017, 9, 1), "parent_1_last_name": "Özdemir"}
    maker.twin = {**row, **cells}
    return cells


def other_twin(maker, row):
    """Give the second twin: the same birthday and parents, a plan of their own."""
    shared = ("last_name", "born_on")
    return {
        name: maker.twin.get(name, "")
        for name in {*row, *maker.twin}
        if name in shared or name.startswith("parent_")
    }


def same_mailbox(maker, row):
    """Give two parents who share one e-mail address."""
    shared = "the.yarrowbys@family.example"
    second = {
        "ref": "WP00005b", "first_name": "Torin", "last_name": "Yarrowby", "basis": "parent", "email": shared,
        "phone": "", "address": "", "postcode": "",
    }  # fmt: skip
    return {
        "last_name": "Yarrowby",
        "parent_1_email": shared,
        **{f"parent_2_{name}": value for name, value in second.items()},
    }


def two_homes(maker, row):
    """Give two parents in two homes, one of whom wants letters by post and cannot read e-mail."""
    second = {
        "ref": "WP00006b", "first_name": "Caoimhe", "last_name": "O’Sallow", "basis": "parent", "email": "",
        "phone": "07700 900606", "address": "Flat 2, 12 Quay Street, Saltwick Bay", "postcode": "wx7 3aa",
        "prefers_post": "Yes", "needs": "Irish Sign Language interpreter",
    }  # fmt: skip
    return {f"parent_2_{name}": value for name, value in second.items()}


def _without(*names):
    def cells(maker, row):
        return dict.fromkeys(names, "")

    return cells


def unreachable(maker, row):
    """Give a plan in force whose parent can only be telephoned: a letter cannot reach them."""
    none = ("email", "address", "postcode", "prefers_post")
    return _no_second_parent(row) | _final(40) | {f"parent_1_{name}": "" for name in none}


def _born(*day):
    def cells(maker, row):
        return {"born_on": date(*day)}

    return cells


def nobody(maker, row):
    """Give a child in nobody's care but the council's, with no one to write to yet."""
    return {name: "" for name in row if name.startswith("parent_")}


def parent_of_young_person(maker, row):
    """Give a young person for whom only a parent is known: the roster must not open their record to the parent."""
    return {"born_on": date(2009, 8, 31), "parent_1_basis": "parent"}


def long_words(maker, row):
    """Give a setting with a name as long as settings have, in another script."""
    return {"setting": "Ysgol ac Academi Gymunedol Wealdshire Uchaf – Canolfan Cyfathrebu a Chlyw (Cymraeg)"}


def mixed_case(maker, row):
    """Give addresses typed in capitals and with spaces around them."""
    return {name: f" {row[name].upper()} " for name in ("case_officer", "parent_1_email")}


def overdue_draft(maker, row):
    """Give a draft that should have been final weeks ago."""
    requested = ANCHOR - timedelta(weeks=27)
    return _only_drafting(row) | {
        "requested_on": requested,
        "to_prepare_on": requested + timedelta(weeks=15),
        "draft_issued_on": requested + timedelta(weeks=18),
    }


def fresh_draft(maker, row):
    """Give a plan that will be prepared since this week: the window opens before there is a draft."""
    requested = ANCHOR - timedelta(weeks=6)
    return _only_drafting(row) | {"requested_on": requested, "to_prepare_on": ANCHOR, "draft_issued_on": ""}


def _only_drafting(row):
    later = ("final_on", "reassess_on", "ceased_on", *(name for name in row if name.startswith("review_")))
    return {"stage": "drafting"} | dict.fromkeys(later, "")


def late_review(maker, row):
    """Give an annual review that was due two months ago and to which nobody was invited."""
    none = {f"review_{name}_on": "" for name in ("invited", "meeting", "concluded")}
    return _final(61) | none | {"review_due_on": ANCHOR - timedelta(weeks=9)}


def no_review(maker, row):
    """Give a plan made final last week, with no review planned."""
    none = {f"review_{name}_on": "" for name in ("due", "invited", "meeting", "concluded")}
    return _final(1) | none


SPECIAL = {
    1: parent_to_try,
    2: young_person_to_try,
    3: twin,
    4: other_twin,
    5: same_mailbox,
    6: two_homes,
    7: _without("parent_1_email"),
    8: _without("parent_1_address", "parent_1_postcode", "parent_1_prefers_post"),
    9: nobody,
    10: parent_of_young_person,
    11: _born(2016, 2, 29),
    12: _born(2010, 9, 1),
    13: _born(2011, 8, 31),
    14: long_words,
    15: mixed_case,
    16: overdue_draft,
    17: fresh_draft,
    18: late_review,
    19: no_review,
    20: unreachable,
}
