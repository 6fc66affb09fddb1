"""One filled-in example of each kind of letter."""

from datetime import date

from letters.kinds import (
    AccountMail,
    ChangeOfOfficer,
    InformationAboutPersonalBudgets,
    InvitationToJoin,
    MessageAlert,
    WorkReminder,
)
from policy import Organisation
from tests.letters import example_money, example_requests

EXAMPLES = {
    InformationAboutPersonalBudgets: {
        "provision": (
            "Support from a teaching assistant, for example one to one in lessons.",
            "Speech therapy.",
        ),
        "mechanisms": (
            ("A direct payment", "We pay the money to you."),
            ("An organised arrangement", "The council or the school holds it."),
            ("A third-party arrangement", "Somebody you choose manages it."),
            ("A combination", "Different parts are held in different ways."),
        ),
        "conditions": ("You are able to manage the payments.", "The money is spent on what is agreed."),
        "how_to_ask": "Write to your case officer.",
        "when_to_ask": "At any time while the plan is being drafted.",
        "organisations": (
            Organisation(name="Wealdshire Advice", what="Free advice", phone="01632 960100"),
            Organisation(name="Helping Hands", website="https://helping.example"),
        ),
        "policy_name": "Personal budgets policy",
        "policy_link": "https://wealdshire.example/policy",
    },
    InvitationToJoin: {
        "join_code": "AB2C-DE3F-GH4J-KM5N",
        "where": "https://portal.wealdshire.example/join/",
        "expires_on": date(2026, 12, 20),
    },
    MessageAlert: {
        "sender": "Sam Ferry",
        "words": "We have booked the meeting.\n\nPlease tell us if it suits you.",
    },
    ChangeOfOfficer: {
        "officer_name": "Kim Lane",
        "contact": ("Phone: 01632 960111", "Email: kim.lane@wealdshire.example"),
        "from_on": date(2026, 11, 23),
        "handover": "The whole record has passed to your new case officer.",
    },
    WorkReminder: {"due": 3, "overdue": 1},
    AccountMail: {
        "subject": "Choose a new password",
        "body": "Open this link: https://portal.wealdshire.example/k",
    },
    **example_requests.EXAMPLES,
    **example_money.EXAMPLES,
}


def example(kind, **changes):
    """Fill a kind in, with some of its contents changed."""
    return kind(**EXAMPLES[kind] | changes)
