"""Changing what is asked, while the Board's papers are not locked; the earlier version is kept (b1, R9.2)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from audit.acts import NotAllowed
from audit.models import Event
from budgets.actions import moves, requests, triage
from budgets.models import RequestDraft, RequestVersion, SettingConsent
from clocks.models import Clock
from letters.models import Letter
from people.roles import Basis
from policy import Refused
from tests.factories.budgets import (
    line_answers,
    make_case,
    make_ready_request,
    make_request,
    prepare,
)
from tests.factories.ehcp import make_provision
from tests.factories.people import make_family, make_link, make_manager, make_officer, make_user

TODAY = date(2026, 11, 6)


def came_to(request, **given):
    """Say how a change to a request reached the council: whoever asked for it rang today."""
    return {"requester": request.requester, "received_on": TODAY, "how_received": "phone"} | given


def amend(request, by, *, lines=None, came=None, **sections):
    """Change a request through a draft, as a page does; `lines` is given the lines as they were."""
    draft = requests.start_draft(request.child, by=by, amends=request)
    if lines:
        sections["lines"] = lines(draft.answers["lines"])
    for section, answers in sections.items():
        draft = requests.save_section(draft, section, answers, by=by)
    return requests.submit(draft, on=TODAY, by=by, agreed=True, came=came)


def dearer(lines):
    """Ask for more in the first line."""
    return [lines[0] | {"unit_cost": "70.00"}, *lines[1:]]


def test_the_earlier_version_is_kept_word_for_word(parent):
    request = make_request(parent)
    changed = amend(request, parent, lines=dearer)
    assert changed.pk == request.pk and changed.token == request.token
    first, second = changed.versions.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.answers["lines"][0]["unit_cost"] == "65.00"
    assert second.answers["lines"][0]["unit_cost"] == "70.00"
    assert not RequestDraft.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestVersion.objects.filter(pk=first.pk).update(answers={})


def test_the_family_has_a_new_receipt_and_the_clock_runs_on(parent):
    request = make_request(parent)
    amend(request, parent, lines=dearer)
    assert [each.parts["says"]["total"] for each in Letter.objects.filter(kind="receipt").order_by("id")] == [
        "£2,470.00",
        "£2,660.00",
    ]
    assert Clock.objects.filter(duty="request_decision").count() == 1
    assert Event.objects.filter(kind="budgets.request_amended").count() == 1


def test_a_kept_line_is_changed_in_place_and_one_taken_out_is_withdrawn(parent):
    other = line_answers(parent.provision, title="Music lessons")
    request = make_request(parent, lines=[line_answers(parent.provision), other])
    kept, left_out = request.lines.order_by("position")
    new = line_answers(parent.provision, title="Riding lessons")
    amend(request, parent, lines=lambda lines: [new, lines[0] | {"why": "It is too loud."}])
    riding, kept_now = request.lines.filter(state="requested").order_by("position")
    assert (riding.title, kept_now.pk, kept_now.why) == ("Riding lessons", kept.pk, "It is too loud.")
    left_out.refresh_from_db()
    assert left_out.state == "withdrawn"


def test_a_line_taken_out_before_can_be_asked_for_again_as_another(parent):
    request = make_request(parent, lines=[line_answers(parent.provision), line_answers(parent.provision)])
    gone = request.versions.get().answers["lines"][1]
    amend(request, parent, lines=lambda lines: lines[:1])
    amend(request, parent, lines=lambda lines: [*lines, gone])
    assert sorted(request.lines.values_list("state", flat=True)) == ["requested", "requested", "withdrawn"]


def test_findings_about_what_did_not_change_stay(parent):
    other = line_answers(parent.provision, title="Music lessons")
    request = make_ready_request(parent, lines=[line_answers(parent.provision), other])
    changed = amend(request, parent, lines=dearer)
    assert (changed.state, changed.ready_on, changed.costs_checked_on) == ("requested", None, None)
    first, second = changed.lines.order_by("position")
    assert (first.council_cost, first.cost_words) == (None, "")
    assert second.council_cost is not None and second.cost_words
    assert changed.eligibility_checked_on == TODAY


def test_a_change_of_who_is_paid_undoes_the_check_of_them(parent):
    request = make_ready_request(parent)
    recipient = request.versions.get().answers["recipient"] | {"name": "Kim Brook", "kind": "nominee"}
    changed = amend(request, parent, recipient=recipient)
    assert (changed.eligibility_checked_on, changed.can_manage, changed.recipient) == (None, None, None)
    assert "R5.2" in [rule for rule, _ in triage.what_is_missing(changed)]


def test_a_nominee_who_is_tied_to_the_child_is_known_by_name(parent):
    request = make_request(parent)
    nominee = make_user().person
    make_link(parent.child, nominee, basis=Basis.NOMINEE)
    recipient = request.versions.get().answers["recipient"] | {
        "name": nominee.name.upper(),
        "kind": "nominee",
    }
    assert amend(request, parent, recipient=recipient).recipient == nominee


def at_school(parent, **answers):
    """Give a line at a school, with what was agreed there."""
    line = line_answers(parent.provision, delivered_at="setting", setting="Wealdbridge Primary School")
    return line | answers


@pytest.mark.parametrize(
    ("changes", "lapses"),
    [
        ({"unit_cost": "70.00"}, False),
        ({"setting": "Millbrook College"}, True),
        ({"provision": "another"}, True),
    ],
)
def test_consent_is_to_one_provision_at_one_setting(parent, changes, lapses):
    if "provision" in changes:
        changes = {"provision": make_provision(parent.plan).pk}
    request = make_ready_request(parent, lines=[at_school(parent)])
    changed = amend(request, parent, lines=lambda lines: [lines[0] | changes])
    line = changed.lines.get()
    assert line.has_its_consents is not lapses
    assert ("R9.1" in [rule for rule, _ in triage.what_is_missing(changed)]) is lapses
    consent = SettingConsent.objects.get()
    assert consent.state == "given" and (consent.lapsed_on == TODAY) is lapses
    if lapses:
        prepare(changed)
        assert changed.lines.get().has_its_consents
        with pytest.raises(Refused, match="ask again"):
            triage.record_consent(consent, answer="withdrawn", words="No.", on=TODAY, by=parent.officer)


def test_nobody_waits_for_the_answer_about_a_line_that_changed(parent):
    request = make_request(parent, lines=[at_school(parent)])
    triage.ask_setting(
        request.lines.get(),
        kind="premises",
        setting="Wealdbridge Primary School",
        asked_of="The head",
        on=TODAY,
        by=parent.officer,
    )
    amend(request, parent, lines=lambda lines: [lines[0] | {"setting": "Millbrook College"}])
    assert Clock.objects.get(duty="setting_consent").dropped_on == TODAY


def test_the_views_recorded_since_are_not_lost(parent):
    request = make_request(parent)
    triage.record_views(request, views="I want to swim.", how="On a visit.", on=TODAY, by=parent.officer)
    assert amend(request, parent, lines=dearer).views == "I want to swim."


def test_what_was_asked_for_meanwhile_is_settled(parent):
    request = make_request(parent)
    triage.ask_for_more(request, items=["A quote."], why="To cost it.", on=TODAY, by=parent.officer)
    changed = amend(request, parent, lines=dearer)
    assert changed.state == "requested"
    assert changed.information_needed.get().settled_on == TODAY
    assert not Clock.objects.open().filter(duty="information_needed").exists()


def test_the_family_and_the_officer_may_change_it_and_nobody_else(parent):
    request = make_request(parent)
    assert amend(request, make_family(parent.child), lines=dearer)
    assert amend(
        request, parent.officer, came=came_to(request), lines=lambda now: [now[0] | {"unit_cost": "71.00"}]
    )
    for stranger in (make_officer(), make_case(), make_manager(team=make_case().officer.team)):
        with pytest.raises(NotAllowed):
            requests.amend(request, answers={}, on=TODAY, by=stranger)


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (None, "Give the day on which they asked."),
        ({"received_on": date(2026, 11, 7)}, "cannot be in the future"),
        ({"received_on": date(2026, 11, 5)}, "cannot be asked for before the request"),
        ({"how_received": "portal"}, "Say how the request reached the council."),
        ({"requester": None}, "can ask"),
    ],
)
def test_an_officer_says_how_a_change_reached_the_council(parent, came, words):
    request = make_request(parent)
    came = came if came is None else came_to(request, **came)
    with pytest.raises(Refused, match=words):
        amend(request, parent.officer, came=came, lines=dearer)
    assert request.versions.count() == 1


def test_not_once_the_papers_are_locked(parent):
    request = make_ready_request(parent)
    draft = requests.start_draft(parent.child, by=parent, amends=request)
    moves.put_on_agenda(request, by=parent.officer)
    with pytest.raises(Refused, match="can no longer be changed"):
        requests.submit(draft, on=TODAY, by=parent, agreed=True)
    with pytest.raises(Refused, match="can no longer be changed"):
        requests.start_draft(parent.child, by=parent, amends=request)


def test_a_change_begun_before_another_one_does_not_undo_it(parent):
    request = make_request(parent)
    other = make_family(parent.child)
    mine, theirs = (requests.start_draft(parent.child, by=user, amends=request) for user in (parent, other))
    requests.submit(theirs, on=TODAY, by=other, agreed=True)
    with pytest.raises(Refused, match="since you began"):
        requests.submit(mine, on=TODAY, by=parent, agreed=True)
    again = requests.start_draft(parent.child, by=parent, amends=request)
    assert requests.start_draft(parent.child, by=parent, amends=request) == again != mine
    assert requests.submit(again, on=TODAY, by=parent, agreed=True).versions.count() == 3
    assert set(request.versions.last().answers) == set(request.versions.first().answers)


def test_a_draft_changes_the_request_of_its_own_child_only(parent):
    other = make_case()
    request = make_request(other)
    with pytest.raises(Refused, match="another child"):
        requests.start_draft(parent.child, by=parent, amends=request)


def test_a_line_stays_linked_though_the_plan_was_rewritten(parent):
    request = make_request(parent)
    parent.provision.missing_from_roster_on = TODAY
    parent.provision.save()
    assert amend(request, parent, lines=dearer).lines.get().provision == parent.provision


def test_the_same_change_sent_twice_is_one(parent):
    request = make_request(parent)
    draft = requests.start_draft(parent.child, by=parent, amends=request)
    requests.submit(draft, on=TODAY, by=parent, agreed=True)
    assert requests.submit(draft, on=TODAY, by=parent, agreed=True) == request
    assert request.versions.count() == 2
