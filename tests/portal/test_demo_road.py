"""The invented council at work: a case at each place of the road, and something to do for everybody who signs in."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.models import JobRun
from audit.verifying import broken_links
from budgets.models import Agreement, Ending, PaymentReview, PersonalBudgetRequest, RequestDraft
from decisions.models import AgendaItem, BoardMeeting, DecisionReview
from letters.models import Delivery, Letter
from payments.models import Account, Instalment, QuarterlyReturn
from people.models import Child, User
from portal.demo.road import walk
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


@pytest.fixture
def council(db, settings):
    """Load the invented council."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.portal.demo_urls"
    call_command("demo", stdout=StringIO())
    return timezone.localdate()


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
