"""What officers do about deliveries: what it does, who may not, when it may not."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from audit.acts import NotAllowed
from audit.models import Event
from letters import actions
from letters.actions import write
from letters.kinds import ChangeOfOfficer, InvitationToJoin
from letters.models import Channel, Delivery
from people.roles import Role
from policy import Refused
from policy.deadlines import notified_on
from tests.factories.letters import make_delivery, make_letter
from tests.factories.people import make_manager, make_officer, make_team, make_user
from tests.letters.examples import example

pytestmark = pytest.mark.django_db
State = Delivery.State
TODAY = timezone.localdate


@pytest.fixture
def letter(case):
    """Give a letter to the parent, by e-mail, written a week ago."""
    [letter] = write(
        example(ChangeOfOfficer),
        child=case.child,
        to=[case.parent],
        by=case.officer,
        on=TODAY() - timedelta(days=7),
    )
    return letter


def set_to(delivery, state, **changes):
    """Put a delivery into a state, as the worker would have."""
    own = {"failure": "Something." if state in Delivery.NEEDS_A_PERSON else "", "sent_at": timezone.now()}
    own |= {"notified_on": TODAY()} if state == State.SENT else {}
    Delivery.objects.filter(pk=delivery.pk).update(state=state, **own | changes)
    delivery.refresh_from_db()
    return delivery


@pytest.fixture
def failed(letter):
    """Give a delivery that failed."""
    return set_to(letter.deliveries.get(), State.FAILED, tries=30)


def events(about):
    """Give the kinds of events about a record."""
    return list(
        Event.objects.filter(about_type=about._meta.label_lower, about_id=about.pk).values_list(
            "kind", flat=True
        )
    )


def test_try_again_sends_it_the_same_way(case, failed, silent_bell):
    before = failed.message_id
    again = actions.try_again(failed, on=TODAY(), by=case.officer)
    assert (again.state, again.tries, again.failure, again.message_id) == (State.WAITING, 0, "", before)
    assert again.next_try_at <= timezone.now()
    assert events(again) == ["letters.sent_again"]


def test_another_channel_takes_the_place_of_the_one_that_failed(case, letter, failed):
    other = actions.send_by_other_channel(failed, Channel.POST, on=TODAY(), by=case.officer)
    failed.refresh_from_db()
    assert (failed.state, failed.failure) == (State.WITHDRAWN, "Something.")
    assert (other.state, other.channel, other.handled_by) == (State.WAITING, Channel.POST, case.officer)
    assert letter.notified_on is None
    set_to(other, State.SENT, notified_on=date(2026, 11, 24))
    assert letter.notified_on == date(2026, 11, 24)


def test_another_channel_must_be_another_and_have_an_address(case, failed):
    for channel in (Channel.EMAIL, Channel.HAND):
        with pytest.raises(Refused, match="another way"):
            actions.send_by_other_channel(failed, channel, on=TODAY(), by=case.officer)
    case.parent.address = ""
    case.parent.save()
    with pytest.raises(Refused, match="no postal address"):
        actions.send_by_other_channel(failed, Channel.POST, on=TODAY(), by=case.officer)


def test_another_channel_that_is_already_used_is_refused(case, letter, failed):
    make_delivery(letter, channel=Channel.POST)
    with pytest.raises(Refused, match="already on its way by post"):
        actions.send_by_other_channel(failed, Channel.POST, on=TODAY(), by=case.officer)


def test_a_secret_goes_along_to_another_channel_and_is_not_kept_behind(case):
    [letter] = write(
        example(InvitationToJoin),
        child=case.child,
        to=[case.carer],
        by=case.officer,
        on=TODAY(),
        channels=[Channel.EMAIL],
    )
    failed = set_to(letter.deliveries.get(), State.FAILED)
    other = actions.send_by_other_channel(failed, Channel.POST, on=TODAY(), by=case.officer)
    failed.refresh_from_db()
    assert other.secret and failed.secret is None


def test_a_code_that_was_not_kept_cannot_go_again(case):
    [letter] = write(
        example(InvitationToJoin), child=case.child, to=[case.carer], by=case.officer, on=TODAY()
    )
    delivery = set_to(letter.deliveries.first(), State.FAILED, secret=None)
    with pytest.raises(Refused, match="Make a new one"):
        actions.try_again(delivery, on=TODAY(), by=case.officer)


def test_a_doubt_is_settled_by_a_person(case, letter):
    handed_over = timezone.now() - timedelta(days=2)
    doubtful = set_to(letter.deliveries.get(), State.DOUBTFUL, sent_at=handed_over)
    settled = actions.settle_doubt(doubtful, arrived=True, on=TODAY(), by=case.officer)
    assert (settled.state, settled.notified_on) == (State.SENT, timezone.localdate(handed_over))
    doubtful = set_to(settled, State.DOUBTFUL)
    settled = actions.settle_doubt(doubtful, arrived=False, on=TODAY(), by=case.officer)
    assert settled.state == State.WAITING
    assert events(settled) == ["letters.doubt_settled"] * 2


def test_a_letter_that_came_back_notified_nobody(case, letter):
    sent = set_to(letter.deliveries.get(), State.SENT, noted_at=timezone.now())
    assert letter.notified_on == TODAY()
    back = actions.record_returned(sent, on=TODAY(), by=case.officer, words="No such mailbox")
    assert (back.state, back.notified_on, back.noted_at) == (State.FAILED, None, None)
    assert "No such mailbox" in back.failure
    letter = type(letter).objects.get(pk=letter.pk)
    assert letter.notified_on is None and back in Delivery.objects.needs_a_person()


def test_what_came_back_must_be_said(case, letter):
    sent = set_to(letter.deliveries.get(), State.SENT)
    with pytest.raises(Refused):
        actions.record_returned(sent, on=TODAY(), by=case.officer, words="  ")


def test_a_letter_handed_over_counts_from_that_day(case, letter, failed):
    given_on = TODAY() - timedelta(days=1)
    given = actions.record_by_hand(failed, on=given_on, by=case.officer, words="At the meeting")
    assert (given.channel, given.state, given.notified_on) == (Channel.HAND, State.SENT, given_on)
    failed.refresh_from_db()
    assert failed.state == State.WITHDRAWN and letter.notified_on == given_on


def test_letters_marked_as_posted_count_two_working_days_later(case, letter):
    posted = make_delivery(letter, channel=Channel.POST, state=State.TO_PRINT, secret="sealed")
    on = TODAY() - timedelta(days=3)
    [marked] = actions.mark_posted([posted], on=on, by=case.officer)
    assert (marked.state, marked.notified_on, marked.secret) == (State.SENT, notified_on("post", on), None)
    assert actions.mark_posted([posted], on=TODAY(), by=case.officer) == []
    posted.refresh_from_db()
    assert posted.notified_on == notified_on("post", on)
    assert events(posted) == ["letters.posted"]


@pytest.mark.parametrize("days", [-8, 1])
def test_no_letter_is_posted_before_it_was_written_or_after_today(case, letter, days):
    posted = make_delivery(letter, channel=Channel.POST, state=State.TO_PRINT)
    with pytest.raises(Refused):
        actions.mark_posted([posted], on=TODAY() + timedelta(days=days), by=case.officer)
    failed = set_to(letter.deliveries.get(channel=Channel.EMAIL), State.FAILED)
    with pytest.raises(Refused):
        actions.record_by_hand(failed, on=TODAY() + timedelta(days=days), by=case.officer)


ACTS = {
    "try_again": (State.FAILED, lambda each, by: actions.try_again(each, on=TODAY(), by=by)),
    "send_by_other_channel": (
        State.FAILED,
        lambda each, by: actions.send_by_other_channel(each, Channel.POST, on=TODAY(), by=by),
    ),
    "settle_doubt": (
        State.DOUBTFUL,
        lambda each, by: actions.settle_doubt(each, arrived=True, on=TODAY(), by=by),
    ),
    "record_returned": (
        State.SENT,
        lambda each, by: actions.record_returned(each, on=TODAY(), by=by, words="Gone away"),
    ),
    "record_by_hand": (State.FAILED, lambda each, by: actions.record_by_hand(each, on=TODAY(), by=by)),
    "mark_posted": (State.TO_PRINT, lambda each, by: actions.mark_posted([each], on=TODAY(), by=by)),
}
ALLOWED = {
    "try_again": {State.FAILED},
    "send_by_other_channel": {State.FAILED, State.DOUBTFUL},
    "settle_doubt": {State.DOUBTFUL},
    "record_returned": {State.SENT},
    "record_by_hand": {State.FAILED, State.DOUBTFUL},
    "mark_posted": {State.TO_PRINT},
}


@pytest.fixture
def strangers(case):
    """Give people who look after no part of this case, or not as staff."""
    team = make_team()
    return SimpleNamespace(
        family=case.user,
        another_officer=make_officer(team=case.officer.team),
        another_manager=make_manager(team=team),
        board=make_user(role=Role.BOARD_MEMBER),
        finance=make_user(role=Role.FINANCE_OFFICER),
        administrator=make_user(role=Role.ADMINISTRATOR),
    )


@pytest.mark.parametrize("name", ACTS)
def test_nobody_else_may(letter, strangers, name):
    state, act = ACTS[name]
    delivery = set_to(letter.deliveries.get(), state)
    for who, user in vars(strangers).items():
        with pytest.raises(NotAllowed):
            act(delivery, user)
            pytest.fail(f"{who} may {name}")
    delivery.refresh_from_db()
    assert delivery.state == state and events(delivery) == []


@pytest.mark.parametrize("name", ACTS)
def test_the_manager_of_the_team_may(case, letter, name):
    state, act = ACTS[name]
    act(set_to(letter.deliveries.get(), state), make_manager(team=case.officer.team))


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("state", State.values)
def test_it_may_only_be_done_in_its_states(case, letter, name, state):
    _, act = ACTS[name]
    delivery = set_to(letter.deliveries.get(), state)
    if state in ALLOWED[name]:
        act(delivery, case.officer)
    else:
        with pytest.raises(Refused, match="cannot be done now"):
            act(delivery, case.officer)
        assert events(delivery) == []


def test_mail_about_no_child_is_an_administrators_task(case, strangers):
    letter = make_letter(None, case.parent, kind="account_mail")
    delivery = make_delivery(letter, state=State.FAILED, failure="Something.")
    with pytest.raises(NotAllowed):
        actions.record_by_hand(delivery, on=TODAY(), by=case.officer)
    delivery = set_to(delivery, State.DOUBTFUL)
    with pytest.raises(NotAllowed):
        actions.leave_unsent(delivery, on=TODAY(), by=case.officer)
    actions.leave_unsent(delivery, on=TODAY(), by=strangers.administrator)
    assert events(delivery) == ["letters.withdrawn"]
    delivery = set_to(delivery, State.DOUBTFUL)
    actions.settle_doubt(delivery, arrived=True, on=TODAY(), by=strangers.administrator)


def test_a_letter_about_a_child_is_never_left_unsent(case, failed):
    with pytest.raises(Refused, match="about a child"):
        actions.leave_unsent(failed, on=TODAY(), by=case.officer)
