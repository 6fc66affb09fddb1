"""The case officers' pages: what each shows, and what each act does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, ViewLog
from clocks.models import Clock
from documents.models import Document
from ehcp.models import InformationGiven
from letters.models import Letter, Message
from people.models import JoinCode
from tests.factories.cases import make_whole_case
from tests.factories.clocks import make_clock
from tests.factories.documents import upload
from tests.factories.ehcp import make_plan
from tests.factories.letters import make_message
from tests.factories.people import (
    make_child,
    make_family,
    make_link,
    make_manager,
    make_officer,
    make_person,
    make_team,
    sign_in,
)

pytestmark = pytest.mark.django_db
TOKEN = "0e8dd0d5-5d1f-4f5e-8b0e-64f8a0b1c2d3"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def officer(team):
    return make_officer(team=team)


@pytest.fixture
def signed_in(client, officer):
    return sign_in(client, officer)


def page(client, name, child, **kwargs):
    response = client.get(reverse(f"admin:{name}", kwargs={"key": child.key, **kwargs}))
    assert response.status_code == 200
    return response.content.decode()


def send(client, name, child, data, **kwargs):
    return client.post(reverse(f"admin:{name}", kwargs={"key": child.key, **kwargs}), data)


def typed(day):
    return {"on-day": day.day, "on-month": day.month, "on-year": day.year}


def test_today_shows_what_is_owed_soonest_first_and_counts_the_overdue(signed_in, officer):
    today = timezone.localdate()
    later, sooner = make_child(officer=officer), make_child(officer=officer)
    make_clock(later, due_on=today + timedelta(days=3), label="Later duty")
    make_clock(sooner, due_on=today - timedelta(days=2), label="Sooner duty")
    make_clock(make_child(officer=make_officer()), label="Somebody else's duty")
    text = signed_in.get(reverse("admin:index")).content.decode()
    assert text.index("Sooner duty") < text.index("Later duty")
    assert "2 days overdue" in text
    assert "Somebody else" not in text


def test_a_case_manager_sees_the_teams_list_and_an_officer_does_not(client, team, officer):
    make_clock(make_child(officer=officer), label="A team duty")
    sign_in(client, make_manager(team=team))
    assert "A team duty" in client.get(reverse("admin:index"), {"list": "team"}).content.decode()
    sign_in(client, make_officer(team=team))
    assert "A team duty" not in client.get(reverse("admin:index"), {"list": "team"}).content.decode()


def test_a_manager_without_a_team_sees_nobody(client):
    make_clock(make_child(), label="Nobody's duty")
    sign_in(client, make_manager(team=None))
    assert "Nobody's duty" not in client.get(reverse("admin:index"), {"list": "team"}).content.decode()


def test_a_child_handed_over_is_no_longer_on_the_old_officers_list(signed_in, officer):
    child = make_child(officer=make_officer())
    make_clock(child, owner=officer, label="A stale duty")
    assert "A stale duty" not in signed_in.get(reverse("admin:index")).content.decode()


def test_what_needs_a_plan_does_not_exist_without_one(signed_in, officer):
    child = make_child(officer=officer)
    assert "No plan on record" in page(signed_in, "case", child)
    for name in ("give_information", "log_ask_for_information"):
        assert send(signed_in, name, child, {}).status_code == 404


def test_every_section_of_a_case_shows_its_content_and_the_look_is_logged(signed_in, officer):
    case = make_whole_case(officer)
    assert case.parent.person.name in page(signed_in, "case", case.child)
    assert case.plan.reference in page(signed_in, "case_plan", case.child)
    assert case.letter.title in page(signed_in, "case_letters", case.child)
    assert case.message.words in page(signed_in, "case_messages", case.child)
    assert case.document.name in page(signed_in, "case_documents", case.child)
    page(signed_in, "case_history", case.child)
    looks = ViewLog.objects.filter(by_id=officer.pk, child_id=case.child.pk)
    assert set(looks.values_list("what", flat=True)) >= {"case", "case_plan", "case_letters", "case_history"}


def test_recording_that_a_family_was_told_writes_the_letter_and_meets_the_clock(signed_in, officer):
    child = make_child(officer=officer)
    plan, parent = make_plan(child=child), make_family(child)
    today = timezone.localdate()
    make_clock(child, duty="information_given", about=plan, started_on=today - timedelta(days=5))
    data = {"people": [parent.person.pk], "trigger": "asked", "how": "letter", **typed(today)}
    response = send(signed_in, "give_information", child, data)
    assert response.status_code == 302, response.content.decode()
    given = InformationGiven.objects.get(plan=plan)
    assert (given.person, given.recorded_by, given.letter.kind) == (parent.person, officer, "information")
    assert Clock.objects.get(duty="information_given").met_on == today
    assert Event.objects.filter(child_id=child.pk, by_id=officer.pk).exists()
    assert "told about personal budgets" in page(signed_in, "case", child)


def test_a_refused_act_keeps_what_was_typed_and_says_why(signed_in, officer):
    child = make_child(officer=officer)
    make_plan(child=child)
    parent = make_family(child)
    tomorrow = timezone.localdate() + timedelta(days=1)
    data = {"people": [parent.person.pk], "trigger": "asked", "how": "meeting", **typed(tomorrow)}
    response = send(signed_in, "give_information", child, data)
    text = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in text
    assert f'value="{tomorrow.year}"' in text
    assert not InformationGiven.objects.exists()


def test_a_code_is_sent_to_family_without_a_sign_in_only(signed_in, officer):
    child = make_child(officer=officer)
    joined, waiting = make_family(child), make_person()
    make_link(child, waiting)
    assert joined.person.name not in page(signed_in, "invite", child).split("Who should get a code")[1]
    assert send(signed_in, "invite", child, {"person": joined.person.pk}).status_code == 200
    assert send(signed_in, "invite", child, {"person": waiting.pk}).status_code == 302
    assert JoinCode.objects.get().person == waiting
    assert Letter.objects.get(kind="invitation_to_join").addressee == waiting


def test_a_reply_reaches_the_family_and_meets_the_clock(signed_in, officer):
    case = make_whole_case(officer)
    assert f'name="seen" value="{case.message.pk}"' in page(
        signed_in, "reply", case.child, person=case.parent.person_id
    )
    data = {"words": "We will call you tomorrow.", "token": TOKEN, "seen": case.message.pk}
    first = send(signed_in, "reply", case.child, data, person=case.parent.person_id)
    send(signed_in, "reply", case.child, data, person=case.parent.person_id)
    assert first.status_code == 302
    assert Message.objects.filter(from_family=False).count() == 1
    case.clock.refresh_from_db()
    assert case.clock.met_on == timezone.localdate()


def test_a_reply_says_that_a_later_message_still_waits(signed_in, officer):
    case = make_whole_case(officer)
    later = make_message(case.child, case.parent.person, written_by=case.parent)
    make_clock(case.child, about=later)
    address = reverse("admin:reply", args=[case.child.key, case.parent.person_id])
    data = {"words": "We will call you.", "token": TOKEN, "seen": case.message.pk}
    text = signed_in.post(address, data, follow=True).content.decode()
    assert "wrote again before you sent it" in text
    assert Clock.objects.open().filter(duty="message_reply").get().about_id == later.pk


def test_an_officer_may_write_first_and_only_to_todays_family(signed_in, officer):
    case = make_whole_case(officer)
    quiet, former = make_family(case.child), make_family(case.child, to_on=case.long_ago)
    make_message(case.child, former.person, written_by=former)
    text = page(signed_in, "case_messages", case.child)
    assert f"Write to {quiet.person.name}" in text
    assert f"Write to {former.person.name}" not in text
    data = {"words": "May we call you?", "token": TOKEN, "seen": 0}
    assert send(signed_in, "reply", case.child, data, person=former.person_id).status_code == 404
    assert send(signed_in, "reply", case.child, data, person=quiet.person_id).status_code == 302
    assert f"to {quiet.person.name}</h3>" in page(signed_in, "case_messages", case.child)


def test_an_answer_by_phone_meets_the_clock(signed_in, officer):
    case = make_whole_case(officer)
    data = {"how": "Called back.", **typed(timezone.localdate())}
    assert send(signed_in, "answered", case.child, data, clock=case.clock.pk).status_code == 302
    case.clock.refresh_from_db()
    assert case.clock.met_on == timezone.localdate()


def test_a_manager_hands_a_case_over_and_the_family_is_told_that_day(client, team, officer):
    case = make_whole_case(officer)
    new = make_officer(team=team)
    sign_in(client, make_manager(team=team))
    assert send(client, "assign_officer", case.child, {"officer": new.pk}).status_code == 302
    case.child.refresh_from_db()
    case.clock.refresh_from_db()
    assert (case.child.case_officer, case.clock.owner) == (new, new)
    told = Letter.objects.filter(kind="change_of_officer", written_on=timezone.localdate())
    assert list(told.values_list("addressee", flat=True)) == [case.parent.person_id]
    sign_in(client, officer)
    assert client.get(reverse("admin:case", args=[case.child.key])).status_code == 404


def test_an_officer_cannot_hand_a_case_over(signed_in, team, officer):
    case = make_whole_case(officer)
    response = send(signed_in, "assign_officer", case.child, {"officer": make_officer(team=team).pk})
    assert response.status_code == 404


def test_a_person_is_added_with_the_document_that_shows_they_may_act(signed_in, officer):
    child = make_child(officer=officer)
    page(signed_in, "tie_person", child)
    today = timezone.localdate()
    data = {"first_name": "Lee", "last_name": "Hill", "basis": "representative", "evidence": "Deputy: order seen",
            "from_on-day": today.day, "from_on-month": today.month, "from_on-year": today.year,
            "file": upload("order.pdf")}  # fmt: skip
    assert send(signed_in, "tie_person", child, data).status_code == 302
    link = child.links.get()
    assert (link.person.name, link.basis) == ("Lee Hill", "representative")
    assert Document.objects.about(link).get().name == "order.pdf"


def test_contact_details_are_changed_and_a_link_is_ended(signed_in, officer):
    child = make_child(officer=officer)
    link = child.links.get(person=make_family(child).person)
    page(signed_in, "change_contact", child, link=link.pk)
    data = {"email": "new@family.example", "phone": "01632 960002"}
    assert send(signed_in, "change_contact", child, data, link=link.pk).status_code == 302
    page(signed_in, "end_link", child, link=link.pk)
    data = {"reasons": "A court order", **typed(timezone.localdate())}
    assert send(signed_in, "end_link", child, data, link=link.pk).status_code == 302
    link.refresh_from_db()
    assert (link.person.email, link.to_on) == ("new@family.example", timezone.localdate())
