"""The invented council at work: a case at each place of the road, and something to do for everybody who signs in."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from audit.models import JobRun
from audit.verifying import broken_links
from budgets.models import Agreement, Ending, PaymentReview, PersonalBudgetRequest, RequestDraft
from clocks.models import Clock
from decisions.models import AgendaItem, BoardMeeting, DecisionReview
from documents.models import Document
from ehcp.models import InformationGiven, Plan
from letters.models import Delivery, Letter, Message
from payments.models import Account, Instalment, QuarterlyReturn
from people.models import Child, Link, Person, User
from people.roles import Role
from portal.demo.make_roster import FILE
from portal.demo.road import walk
from portal.demo.shifting import Shift, read
from portal.demo.sign_ins import SIGN_INS

PARENT, YOUNG_PERSON, REPRESENTATIVE, NOMINEE = (entry.email for entry in SIGN_INS[:4])
# What is waiting on the first page of each role, as a link or in words.
WAITING = {
    "parent": ["Merryn"],
    "young_person": ["Juniper"],
    "representative": ["Nia"],
    "nominee": ["Sent for consent"],
    "case_officer": ["Answer request", "Return for"],
    "case_manager": ["Today"],
    "board_member": ["1 item to decide"],
    "second_checker": ["2 decisions to check or release"],
    "finance_officer": ["1 late, 1 to approve"],
    "finance_approver": ["1 late, 1 to approve"],
    "administrator": ["Sign-ins of the council’s staff"],
}
# What is waiting on the page of their child, for those of a family.
ABOUT_THE_CHILD = {
    "parent": ("WC00001", ["Asking us to review the decision", "Sent for consent"]),
    "young_person": ("WC00002", ["Return for", "Decide request"]),
    "representative": ("WC00010", ["Active"]),
}


@pytest.fixture(scope="module")
def loaded(kept):
    """Load the invented council once for all tests, with the pages of the demonstration; give what it told."""
    with override_settings(DEMO=True, ROOT_URLCONF="tests.portal.demo_urls"):
        yield _load()


@pytest.fixture
def council(db, loaded):
    """Give the day the council is loaded for."""
    return timezone.localdate()


def _load():
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_loading_it_gives_a_council_at_work(council, loaded):
    assert "500 children, 500 of them new" in loaded
    assert Child.objects.count() == 500 and not Child.objects.filter(case_officer=None).exists()
    assert set(User.objects.values_list("email", flat=True)) >= {entry.email for entry in SIGN_INS}
    parent = User.objects.get(email="parent@family.example")
    assert Child.objects.visible_to(parent, on=timezone.localdate()).get().reference == "WC00001"
    young = User.objects.get(email="young.person@family.example")
    assert Child.objects.visible_to(young, on=timezone.localdate()).get().name == "Juniper Marlowe"
    assert not Link.objects.filter(child__reference="WC00010", basis="parent").exists()
    for officer in User.objects.filter(roles__contains=[Role.CASE_OFFICER]):
        assert (
            officer.caseload.exists() and officer.team.staff.filter(roles__contains=["case_manager"]).exists()
        )
    officer = User.objects.get(email="case.officer@wealdshire.example")
    ours = Clock.objects.filter(team=officer.team, duty="information_given")
    assert ours.late(on=timezone.localdate()).exists()
    assert ours.exclude(met_on=None).count() > ours.open().count() > 0, "most families of the team are told"
    assert (
        Delivery.objects.filter(state="failed").exists() and Delivery.objects.filter(channel="post").exists()
    )
    assert (
        Message.objects.filter(from_family=True).exists()
        and Message.objects.filter(from_family=False).exists()
    )
    assert Document.objects.exists() and broken_links() == []


def _counts():
    models = (Person, User, Child, Link, Plan, InformationGiven, Letter, Delivery, Message, Document, Clock)
    return {model.__name__: model.objects.count() for model in models}


def test_loading_it_again_on_another_day_changes_nothing(council):
    before, plan = _counts(), Plan.objects.get(reference="WPL00001")
    # Another shift, in weeks and in school years.
    with time_machine.travel(timezone.now() + timedelta(weeks=54)):
        assert "500 children, 0 of them new" in _load()
        assert _counts() == before
        again = Plan.objects.get(reference="WPL00001")
        assert (again.final_on, again.child.born_on) == (plan.final_on, plan.child.born_on)
        now, then = Shift.to(timezone.localdate()), Shift.as_loaded(read(FILE))
        assert now.weeks != then.weeks and now.years != then.years


def test_there_is_a_case_at_each_place_of_the_road(client, council):
    _requests(council)
    _board(council)
    _money(council)
    _letters(council)
    _everybody_has_something_to_do(client)
    before = PersonalBudgetRequest.objects.count(), Letter.objects.count()
    walk(council)
    assert (PersonalBudgetRequest.objects.count(), Letter.objects.count()) == before
    assert broken_links() == [] and not JobRun.objects.exclude(failures=[]).exists()


def _requests(on):
    states = set(PersonalBudgetRequest.objects.values_list("state", flat=True))
    assert states == {
        *("requested", "info_needed", "ready", "on_agenda", "decided", "review_window", "under_review"),
        *("review_outcome", "concluded"),
    }
    assert PersonalBudgetRequest.objects.filter(received_on=on, state="requested").exists()
    outside = PersonalBudgetRequest.objects.filter(window="outside", disposition="")
    assert outside.count() == 1
    assert RequestDraft.objects.get().written_by.email == PARENT
    theirs = PersonalBudgetRequest.objects.filter(submitted_by__email=PARENT).get()
    assert [line.state for line in theirs.lines.order_by("position")] == ["agreed", "refused"]
    assert theirs.state == "review_window"


def _board(on):
    planned = BoardMeeting.objects.filter(is_extra=False, state="planned", meets_on__gte=on)
    assert planned.count() >= 6
    held = BoardMeeting.objects.filter(meets_on__lte=on, is_extra=True)
    bodies = {frozenset(each.attendances.values_list("body", flat=True)) for each in held}
    assert bodies == {frozenset({"education", "health", "social_care"})}
    assert set(AgendaItem.objects.values_list("state", flat=True)) == {
        "listed",
        "recorded",
        "checked",
        "released",
    }
    assert AgendaItem.objects.filter(state="listed", meeting__meets_on=on).exists()
    assert AgendaItem.objects.filter(state="listed", meeting__meets_on__gt=on).exists()
    assert set(DecisionReview.objects.values_list("state", flat=True)) == {"accepted", "released"}
    assert DecisionReview.objects.get(state="accepted").representations.filter(considered_on=None).exists()


def _money(on):
    states = set(Agreement.objects.values_list("state", flat=True))
    assert states == {"notice_issued", "consented", "active", "stop_notice", "ended"}
    assert {"notional_council", "third_party"} <= set(Agreement.objects.values_list("mechanism", flat=True))
    assert Agreement.objects.get(mechanism="third_party").recipient.user.email == NOMINEE
    assert Account.objects.filter(verified_on=None).count() == 1
    late = Instalment.objects.get(
        state="planned", due_on__lt=on, schedule__agreement__recipient__user__email=YOUNG_PERSON
    )
    assert late.schedule.instalments.filter(state="released").count() >= 2
    assert {each.state for each in QuarterlyReturn.objects.all()} == {"open", "submitted"}
    to_check = QuarterlyReturn.objects.get(state="submitted")
    assert to_check.submitted_by.email == REPRESENTATIVE
    threshold = to_check.version.threshold
    owed = to_check.liabilities.get().amount
    assert to_check.closing > threshold > to_check.closing - owed
    assert Ending.objects.get().state == "notice_given" and PaymentReview.objects.exists()


def _letters(on):
    waiting = Delivery.objects.filter(state="waiting", letter__about_type__startswith="budgets.")
    assert {each.letter.written_on for each in waiting.select_related("letter")} == {on}
    notice = Ending.objects.get().letter
    assert notice.deliveries.filter(state="waiting").exists()


def _everybody_has_something_to_do(client):
    for entry in SIGN_INS:
        response = client.post("/demo/sign-in/", {"email": entry.email}, follow=True)
        page = response.content.decode()
        for words in WAITING[entry.role]:
            assert words in page, (entry.email, words)
        reference, waiting = ABOUT_THE_CHILD.get(entry.role, ("", []))
        for words in waiting:
            key = Child.objects.get(reference=reference).key
            assert words in client.get(f"/children/{key}/").content.decode(), (entry.email, words)
    assert User.objects.filter(roles=["board_member"]).count() == 3
