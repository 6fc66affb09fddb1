"""What a rightful person may post about their own case does nothing when it names somebody else's records."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from budgets.notices import STATEMENTS
from decisions.models import BoardMeeting
from people.roles import Role
from tests.architecture.addresses import named_patterns
from tests.factories.cases import make_whole_case
from tests.factories.decisions import make_meeting
from tests.factories.letters import make_delivery, make_letter
from tests.factories.people import (
    make_link,
    make_manager,
    make_officer,
    make_person,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
WATCHED = [
    *(
        "audit.Disposal",
        "audit.Event",
        "clocks.Clock",
        "documents.Document",
        "ehcp.InformationGiven",
        "letters.Delivery",
    ),
    *("letters.Letter", "letters.Message", "people.Child", "people.JoinCode", "people.Link", "people.Person"),
    *("budgets.Agreement", "budgets.Consent", "payments.Account", "payments.QuarterlyReturn"),
    *("payments.Liability", "payments.SpendLine"),
    *("decisions.AgendaItem", "decisions.DecisionReview", "decisions.Recusal", "decisions.Representation"),
]


def typed(name="on"):
    """Type today into a date field."""
    day = timezone.localdate()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


# Each post: who sends it, the parameter beside the child's key, and the fields; `case` is the one they name.
POSTS = {
    "admin:give_information": (
        "officer",
        lambda case: {"people": [case.parent.person_id], "trigger": "asked", "how": "meeting", **typed()},
    ),
    "admin:log_ask_for_information": ("officer", lambda case: {}),
    "admin:invite": ("officer", lambda case: {"person": case.newcomer.pk}),
    "admin:tie_person": (
        "officer",
        lambda case: {"first_name": "Kit", "last_name": "Fenn", "basis": "parent", **typed("from_on")},
    ),
    "admin:change_contact": ("officer", lambda case: {"phone": "01632 960001", "email": ""}),
    "admin:end_link": ("officer", lambda case: {"reasons": "Moved away", **typed()}),
    "admin:assign_officer": ("manager", lambda case: {"officer": case.colleague.pk}),
    "admin:reply": (
        "officer",
        lambda case: {"words": "Yes.", "token": uuid.uuid4(), "seen": case.message.pk},
    ),
    "admin:answered": ("officer", lambda case: {"how": "Called back", **typed()}),
    "admin:settle_delivery": ("officer", lambda case: {"act": "again"}),
    "disposal": ("manager", lambda case: {}),
    "conversation": ("parent", lambda case: {"words": "When?", "token": uuid.uuid4()}),
    "ask_for_information": ("parent", lambda case: {}),
    "review_ask": (
        "parent",
        lambda case: {
            "lines": [line.pk for line in case.road.told.lines.all()],
            "words": "Look again.",
            "wants_meeting": "yes",
            "token": uuid.uuid4(),
        },
    ),
    "review_ask_ending": (
        "parent",
        lambda case: {"words": "Look again.", "wants_meeting": "no", "token": uuid.uuid4()},
    ),
    "review_add": ("parent", lambda case: {"words": "There is a new report."}),
    "admin:review_log": (
        "officer",
        lambda case: {
            "asked_by": case.parent.person_id,
            "how_received": "phone",
            "lines": [line.pk for line in case.road.told.lines.all()],
            "words": "Look again.",
            "token": uuid.uuid4(),
            **typed("received_on"),
        },
    ),
    "admin:review_settle_late": ("manager", lambda case: {"accept": "no", "words": "The plan has changed."}),
    "admin:review_add": ("officer", lambda case: {"words": "Rang to say more.", **typed("given_on")}),
    "admin:review_consider": ("officer", lambda case: {"words": "Read."}),
    "admin:review_offer_meeting": ("officer", lambda case: {"with_whom": case.member.pk}),
    "admin:review_settle_meeting": ("officer", lambda case: {"state": "declined", "words": "Rang."}),
}
POSTS |= {
    "board_recuse": ("manager", lambda case: {"member": case.member.pk, "reasons": "Works at the school."}),
    "board_move": ("manager", lambda case: {"meeting": next_board().key}),
    "board_take_off": ("manager", lambda case: {"because": "A report is missing."}),
    "board_defer": ("manager", lambda case: {"because": "A report is missing."}),
}
POSTS |= {
    "agreement_consent": (
        "parent",
        lambda case: {
            "seen": 1,
            "statements": list(STATEMENTS["recipient"]),
            "schedule_answer": "no",
            "signed_name": "Robin Marsh",
        },
    ),
    "agreement_decline": ("parent", lambda case: {"because": "Another way suits us."}),
    "agreement_withdraw": ("parent", lambda case: {"words": "I stop.", "sure": "on"}),
    "agreement_account": (
        "parent",
        lambda case: {
            "kind": "bank",
            "holder": "R Marsh",
            "sort_code": "200000",
            "number": "87654321",
            "only_for_payments": "on",
        },
    ),
    "return_balances": ("parent", lambda case: {"opening": "0", "closing": "1", "statement": "1"}),
    "return_spend_remove": ("parent", lambda case: {}),
    "return_owe": (
        "parent",
        lambda case: {"token": uuid.uuid4(), "kind": "tax", "words": "The tax office", "amount": "10"},
    ),
    "return_send": ("parent", lambda case: {"agreed": "on"}),
    "return_answer": ("parent", lambda case: {"answer": "The tutor."}),
}
# Fields that name a record, in a post whose address is one's own.
NAMING = (
    *("admin:give_information", "admin:invite", "admin:assign_officer", "review_ask", "admin:review_log"),
)
# Addresses with a second parameter: one's own child with somebody else's record, and the other way round.
TWO_PARAMETERS = ("admin:change_contact", "admin:end_link", "admin:reply", "admin:answered")


def next_board():
    """Give a meeting of the Board whose papers are still open."""
    meets_on = timezone.localdate() + timedelta(days=14)
    return BoardMeeting.objects.filter(meets_on=meets_on).first() or make_meeting(
        meets_on=meets_on, members=[]
    )


def make_case(last_name):
    """Make a whole case with its team, a colleague to hand it to, and family who has not joined."""
    team = make_team()
    case = make_whole_case(make_officer(team=team), last_name=last_name)
    case.officer, case.colleague = case.child.case_officer, make_officer(team=team)
    case.manager, case.member = make_manager(team=team), make_user(role=Role.BOARD_MEMBER)
    case.newcomer = make_person()
    make_link(case.child, case.newcomer)
    letter = make_letter(case.child, case.parent.person, written_on=timezone.localdate())
    case.to_print = make_delivery(letter, channel="post", state="to_print")
    return case


@pytest.fixture
def own(db):
    return make_case("Marsh")


@pytest.fixture
def far(db):
    return make_case("Quillfeather")


def everything():
    """Give every row of the watched tables."""
    rows = {label: apps.get_model(label).objects.values_list() for label in WATCHED}
    return {label: sorted(repr([_plain(value) for value in row]) for row in rows[label]) for label in WATCHED}


def _plain(value):
    """Give bytes for what is shown by its place in memory."""
    return bytes(value) if isinstance(value, memoryview) else value


def parameters_of(name, case):
    return {each: case.value_for(name, each) for each in dict(named_patterns())[name]}


def post(client, name, kwargs, data):
    return client.post(reverse(name, kwargs=kwargs), data)


def changed_nothing(client, name, kwargs, data):
    """Post, and require that it was refused and left every row as it was."""
    before = everything()
    response = post(client, name, kwargs, data)
    assert response.status_code in (200, 404), response.status_code
    assert everything() == before


@pytest.mark.parametrize("name", POSTS)
def test_about_ones_own_case_each_post_is_taken(client, own, name):
    role, data = POSTS[name]
    sign_in(client, getattr(own, role))
    kwargs, sent = parameters_of(name, own), data(own)
    before = everything()
    response = post(client, name, kwargs, sent)
    assert response.status_code == 302, response.content.decode()
    assert everything() != before


@pytest.mark.parametrize("name", POSTS)
def test_another_teams_case_does_not_exist(client, own, far, name):
    role, data = POSTS[name]
    sign_in(client, getattr(own, role))
    kwargs, sent = parameters_of(name, far), data(far)
    before = everything()
    assert post(client, name, kwargs, sent).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("name", NAMING)
def test_a_field_takes_only_records_of_the_case(client, own, far, name):
    role, data = POSTS[name]
    sign_in(client, getattr(own, role))
    changed_nothing(client, name, parameters_of(name, own), data(far))


@pytest.mark.parametrize("mixed", ["own child", "far child"])
@pytest.mark.parametrize("name", TWO_PARAMETERS)
def test_a_record_of_another_case_is_not_found_under_ones_own(client, own, far, name, mixed):
    role, data = POSTS[name]
    sign_in(client, getattr(own, role))
    child, record = (own, far) if mixed == "own child" else (far, own)
    kwargs = parameters_of(name, record) | {"key": child.child.key}
    changed_nothing(client, name, kwargs, data(record))


@pytest.mark.parametrize(("name", "data"), [("admin:print_queue", typed()), ("admin:print_batch", {})])
def test_the_post_takes_only_ones_own_letters(client, own, far, name, data):
    sign_in(client, own.officer)
    before = everything()
    response = post(client, name, {}, {"letters": [own.to_print.pk, far.to_print.pk], **data})
    assert response["Content-Type"].startswith("text/html")
    assert everything() == before
    post(client, name, {}, {"letters": [own.to_print.pk], **data})
    assert everything() != before
