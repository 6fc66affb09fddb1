"""Every act once, in an order that is lawful, from some of the places cases begin at."""

WORDS, BECAUSE = {"words": "They said so."}, {"because": "They wrote so."}
FIRST, NEXT = {"which": 1, "waiver": True}, {"which": 2, "waiver": True}
TO_THE_BOARD = ("put_on_agenda", "manager", {"about": "request", **FIRST})
TO_THE_DAY = ("wait", None, {"days": 40})
DECIDED = tuple(("decide", "care", {"line": line, "how": "refused"}) for line in (0, 1))
CHECKED = (*DECIDED, ("record", "care", {}), ("pass_check", "checker", {}))

EVERY_ACT = {
    "requested": (
        ("amend", "parent", {}),
        ("ask_for_more", "officer", {}),
        ("settle_question", "officer", WORDS),
        ("check_recipient", "officer", {}),
        ("check_cost", "officer", {"line": 0}),
        ("check_cost", "officer", {"line": 1}),
        ("make_ready", "officer", {}),
        TO_THE_BOARD,
        ("move", "manager", NEXT),
        ("take_off", "manager", BECAUSE),
        ("withdraw", "parent", BECAUSE),
    ),
    "outside": (
        ("dispose", "officer", WORDS),
        ("close_no_longer_needed", "officer", BECAUSE),
    ),
    "listed": (
        ("recuse", "absent", {"member": "absent"}),
        TO_THE_DAY,
        ("attendance", "manager", {"came": "without health"}),
        ("attendance", "manager", {"came": "all"}),
        ("defer", "care", {**BECAUSE, "which": 1}),
        TO_THE_DAY,
        *CHECKED,
        ("send_back", "second", BECAUSE),
        *CHECKED,
        ("close_meeting", "manager", {}),
        ("release", "second", {}),
        ("ask_for_review", "parent", {"lines": {0}, "token": 1, "wants_meeting": True}),
    ),
    "asked late": (
        ("add_representation", "other_parent", {}),
        ("settle_late", "officer", {"accept": True, **WORDS}),
        ("consider", "officer", WORDS),
        ("offer_meeting", "officer", {}),
        ("settle_meeting", "officer", {"how": "held"}),
    ),
}  # fmt: skip
