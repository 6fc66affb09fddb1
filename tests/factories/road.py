"""The road of one case, from a draft to an ending: each record is made when an address first needs it."""

from functools import cached_property, partial

from django.utils import timezone

from budgets.actions import triage
from tests.factories.budgets import line_answers, make_draft, make_ready_request, make_request
from tests.factories.decisions import (
    ASKED_ON,
    make_checked_item,
    make_decided_item,
    make_listed_item,
    the_meeting,
)
from tests.factories.people import make_family
from tests.factories.road_endings import KEYS as KEYS_OF_ENDINGS
from tests.factories.road_endings import EndingRoad
from tests.factories.road_money import KEYS as KEYS_OF_MONEY
from tests.factories.road_money import MoneyRoad
from tests.factories.road_reviews import KEYS as KEYS_OF_REVIEWS
from tests.factories.road_reviews import ReviewRoad

# Which record of the road the key in an address is of; a helper of a page adds its addresses here.
KEYS = {
    **dict.fromkeys(
        (
            *("draft", "draft_discard", "draft_received", "draft_about", "draft_recipient", "draft_views"),
            *("draft_reaching", "draft_lines", "draft_line_what", "draft_line_for", "draft_line_where"),
            *("draft_line_cost", "draft_line_remove", "draft_check"),
        ),
        "draft",
    ),
    **dict.fromkeys(
        (
            *("request_sent", "request_status", "request_amend", "request_withdraw", "admin:case_request"),
            *("admin:request_dispose", "admin:request_ask_for_more", "admin:request_settle_question"),
            *("admin:request_check_recipient", "admin:request_record_views", "admin:request_check_cost"),
            *("admin:request_assess_care", "admin:request_set_on_site", "admin:request_ask_setting"),
            *("admin:request_record_consent", "admin:request_make_ready", "admin:request_close"),
            "admin:request_amend",
        ),
        "request",
    ),
    **dict.fromkeys(
        ("board_meeting", "board_attendance", "board_add", "board_cancel", "board_close"), "board_day"
    ),
    **dict.fromkeys(
        (
            *("board_item", "board_recuse", "board_move", "board_take_off", "board_defer"),
            *("board_decide", "board_decide_ending", "board_record"),
        ),
        "item",
    ),
    **KEYS_OF_MONEY,
    **KEYS_OF_ENDINGS,
    **KEYS_OF_REVIEWS,
    "check_item": "recorded",
    "release_item": "passed",
}


class Road(MoneyRoad, ReviewRoad, EndingRoad):
    """The records of one child on the road, in the order in which they come about."""

    def __init__(self, case):
        self.case = case
        self.parent, self.child, self.officer = case.parent, case.child, case.child.case_officer
        self.today = timezone.localdate()

    def key_of(self, name):
        """Give the key in an address; None when the address is of no record of the road."""
        return getattr(self, KEYS[name]).key if name in KEYS else None

    def value_of(self, name, parameter):
        """Give what another parameter of an address stands for; None when it is not of the road."""
        values = {
            **{each: partial(give, self) for each, give in self.values_of_money.items()},
            **{each: partial(give, self) for each, give in self.values_of_reviews.items()},
            **{each: partial(give, self) for each, give in self.values_of_endings.items()},
            "line": lambda: self._line_of(KEYS[name]),
            "kind": lambda: "recipient" if name == "admin:agreement_record_consent" else "requests",
            "consent": lambda: self.consent.pk,
        }
        return values[parameter]() if parameter in values and name in KEYS else None

    def _line_of(self, which):
        if which == "draft":
            return self.draft.answers["lines"][0]["id"]
        return (self.item.request.lines.get() if which == "item" else self.line).key

    @cached_property
    def provision(self):
        """The first item of Section F."""
        return self.case.plan.provision.order_by("id").first()

    @cached_property
    def request(self):
        """A request the parent sent, with a line at a school."""
        self.parent.child, self.parent.plan, self.parent.provision = (
            self.child,
            self.case.plan,
            self.provision,
        )
        line = line_answers(self.provision, delivered_at="setting", setting="Wealdbridge Primary School")
        return make_request(self.parent, lines=[line])

    @cached_property
    def line(self):
        """The line of that request."""
        return self.request.lines.get()

    @cached_property
    def consent(self):
        """What the head was asked about that line."""
        return triage.ask_setting(
            self.line,
            kind="premises",
            setting=self.line.setting,
            asked_of="The head",
            on=self.today,
            by=self.officer,
        )

    @cached_property
    def draft(self):
        """A draft the parent is writing."""
        self.request  # noqa: B018  the draft of the request is sent before the next one begins
        return make_draft(self.parent)

    @cached_property
    def carer(self):
        """Somebody else who has care of the child, whose requests go to the Board."""
        carer = make_family(self.child)
        carer.child, carer.plan, carer.provision = self.child, self.case.plan, self.provision
        return carer

    @cached_property
    def board_day(self):
        """A meeting of the Board that was held, with somebody for each body."""
        return the_meeting()

    @cached_property
    def item(self):
        """An item the Board has still to decide."""
        return make_listed_item(make_ready_request(self.carer, on=ASKED_ON), meeting=self.board_day)

    @cached_property
    def recorded(self):
        """An item that waits for the second check."""
        return make_decided_item(make_ready_request(self.carer, on=ASKED_ON), meeting=self.board_day)

    @cached_property
    def passed(self):
        """An item that waits to be released."""
        return make_checked_item(make_ready_request(self.carer, on=ASKED_ON))
