"""One filled-in example of each letter about a request, its decision and its review."""

from datetime import date

from letters.kinds import (
    AggregateSumReason,
    AskedLine,
    BoardDecision,
    DayMoved,
    DecidedLine,
    DecisionDeferred,
    InformationNeeded,
    OutsideWindow,
    RequestClosed,
    RequestReceipt,
    ReviewedLine,
    ReviewNotTaken,
    ReviewOutcome,
    ReviewReceived,
)

MEANWHILE = "The school goes on giving the support that is in the plan."
AGREED = DecidedLine(
    title="Tutoring in mathematics",
    asked="Tutoring twice a week, £3,120.00 a year, as a direct payment.",
    is_agreed=True,
    outcome="Agreed as a direct payment",
    amount="£3,120.00 a year",
    period="7 January 2027 to 22 July 2027",
    mechanism="A direct payment to you",
    outcomes=("To reach the next level in mathematics by the summer.",),
    reasons=("The tutor has taught this way for years, and the cost is the same as ours.",),
    conditions=("The tutor has a current background check.", "Receipts are kept."),
    secured_by="The council, until the first payment",
)
REFUSED = DecidedLine(
    title="Speech and language therapy",
    asked="One session a week from a private therapist, £2,600.00 a year, as a direct payment.",
    is_agreed=False,
    outcome="Not agreed",
    reasons=("We already pay for this therapy at the school, and there is room in the group.",),
    tests_not_met=(
        (
            "Is it an efficient use of the council's resources?",
            "The session costs £65.00. The same therapist costs us £40.00 under our contract.",
        ),
    ),
    evidence=("The report of the speech therapist of 4 September 2026", "Two quotes from your request"),
    secured_by="The school, with the therapist it has now",
)
NO_SUM = DecidedLine(
    title="Occupational therapy",
    asked="Ten sessions a year, £800.00, as a direct payment.",
    is_agreed=False,
    outcome="No sum can be named",
    reasons=("The therapy is bought for all schools of the county together.",),
    evidence=("The contract for therapies, part three",),
    aggregate_sum=AggregateSumReason(
        arrangement="the county contract for therapies",
        limb="taking the amount out would harm other services for people with EHC plans",
        why="One therapist less would leave two other schools without any.",
        other_ways=("Sessions at home in the holidays.", "A choice of two therapists."),
    ),
    secured_by="The council, through the county contract",
)

EXAMPLES = {
    RequestReceipt: {
        "request_reference": "PB-4XK7-29QM",
        "received_on": date(2026, 11, 20),
        "how_received": "through our online service",
        "lines": (
            AskedLine(title="Tutoring in mathematics", amount="£3,120.00", mechanism="A direct payment"),
            AskedLine(title="Travel to swimming", amount="£480.00", mechanism="An organised arrangement"),
        ),
        "total": "£3,600.00",
        "window": "You asked while the plan is being reviewed, so we must consider your request.",
        "who_decides": "The Governance Board. People from education, health and social care sit on it.",
        "decide_by": date(2026, 12, 18),
        "meanwhile": MEANWHILE,
        "next_steps": (
            "Your case officer checks that nothing is missing.",
            "The Board decides.",
            "We write to you with the decision and our reasons.",
        ),
    },
    InformationNeeded: {
        "request_reference": "PB-4XK7-29QM",
        "items": ("A quote from the tutor.", "The days on which the tutor can come."),
        "reason": "The Board needs to know what the tutoring costs.",
        "reply_by": date(2026, 12, 4),
        "help": "Your case officer can ask the tutor for you.",
    },
    OutsideWindow: {
        "request_reference": "PB-4XK7-29QM",
        "received_on": date(2026, 11, 20),
        "reason": "A request can be made while a plan is drafted, reviewed or assessed again.",
        "disposition": "We keep your request, and look at it at the next review of the plan.",
        "options": ("Wait for the next review.", "Ask us to review the plan early."),
        "next_window": "The next review of the plan is planned for March 2027.",
        "early_review": "You can ask us to review the plan early. Tell us what has changed.",
    },
    RequestClosed: {
        "request_reference": "PB-4XK7-29QM",
        "closed_on": date(2026, 12, 1),
        "reason": "You withdrew it.",
        "meanwhile": MEANWHILE,
        "ask_again": "You can ask again at the next review of the plan, online or in writing.",
    },
    DecisionDeferred: {
        "request_reference": "PB-4XK7-29QM",
        "board_on": date(2026, 12, 3),
        "reasons": ("The Board would like to hear from the therapist first.",),
        "next_on": date(2026, 12, 10),
        "meanwhile": MEANWHILE,
    },
    BoardDecision: {
        "request_reference": "PB-4XK7-29QM",
        "board_on": date(2026, 12, 3),
        "lines": (AGREED, REFUSED, NO_SUM),
        "review_by": date(2026, 12, 29),
        "answer_days": 28,
        "meeting_offer": "You can talk to a member of the Board. Tell us which days suit you.",
        "covering_note": "Thank you for the film you sent. The Board watched it.",
        "next_steps": (
            "We send you a notice of the payment.",
            "You agree to it in writing.",
            "You tell us the account.",
        ),
        "payment_reviews": ("We look at the payments together by 6 April 2027.",),
    },
    ReviewReceived: {
        "reviewed": "the decision of 3 December 2026 on your request PB-4XK7-29QM",
        "received_on": date(2026, 12, 7),
        "answer_by": date(2027, 1, 4),
        "lateness": "You asked after the last day. You were in hospital, so we look at it all the same.",
        "board_dates": (date(2026, 12, 10), date(2026, 12, 17)),
        "meeting_offer": "You can talk to a member of the Board on 9 December 2026, or on a day you prefer.",
        "how_to_send_evidence": "Send it online, or by email or post to your case officer.",
        "evidence_by": date(2026, 12, 10),
        "meanwhile": MEANWHILE,
    },
    ReviewNotTaken: {
        "reviewed": "the decision of 3 December 2026 on your request PB-4XK7-29QM",
        "received_on": date(2027, 6, 1),
        "review_by": date(2026, 12, 29),
        "reasons": ("The plan was changed in April, and the decision no longer has any effect.",),
        "other_ways": ("You can make a new request at any time until the review of the plan ends.",),
        "meanwhile": MEANWHILE,
    },
    ReviewOutcome: {
        "reviewed": "the decision of 3 December 2026 on your request PB-4XK7-29QM",
        "received_on": date(2026, 12, 7),
        "board_on": date(2026, 12, 17),
        "meeting": "You talked to a member of the Board on 9 December 2026.",
        "representations": (
            ("Your letter of 7 December 2026", "We agree that the group is not suitable."),
            ("A report from the therapist", "It shows how much has changed since September."),
        ),
        "lines": (
            ReviewedLine(
                title="Speech and language therapy",
                earlier="Not agreed",
                outcome="The decision is overturned",
                now="Agreed as a direct payment",
                amount="£2,600.00 a year",
                conditions=("The therapist is registered.",),
                reasons=("The group at school cannot meet the need.",),
                secured_by="The school, until the first payment",
            ),
        ),
        "reasons": ("The new report changes what we know.",),
        "effect": "We send you a notice of the payment, for you to agree to.",
        "effective_on": date(2026, 12, 3),
        "backdating": "We pay for sessions that you paid for yourself since 3 December 2026.",
        "next_steps": ("We send you the notice.",),
    },
    DayMoved: {
        "what_for": "asking us to review the decision of 3 December 2026",
        "earlier_day": date(2026, 12, 29),
        "new_day": date(2027, 1, 4),
        "why": "Our letter was posted to you later than we planned.",
    },
}
