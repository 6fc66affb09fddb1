"""Every factory makes a row the database takes."""

import pytest

from documents.models import Document
from ehcp.models import Plan
from people.models import Child
from people.roles import Role
from tests.factories import clocks, documents, ehcp, letters, people

pytestmark = pytest.mark.django_db


def test_a_case_with_everything_in_it():
    team = people.make_team()
    officer, manager = people.make_officer(team=team), people.make_manager(team=team)
    child = people.make_child(officer=officer)
    parent = people.make_family(child)
    plan = ehcp.make_plan(child=child)
    ehcp.make_provision(plan, outcome=ehcp.make_outcome(plan))
    ehcp.make_annual_review(plan)
    given = ehcp.make_information_given(plan, parent.person, by=officer)
    letters.make_delivery(given.letter)
    letters.make_message(child, parent.person, written_by=parent)
    clocks.make_clock(child)
    documents.make_document(child, uploaded_by=parent)
    for user in (officer, manager, parent):
        assert Child.objects.visible_to(user, on=given.given_on).get() == child


@pytest.mark.parametrize("role", Role.values)
def test_every_role_signs_in(client, role):
    people.sign_in(client, people.make_user(role=role))
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("stage", Plan.Stage.values)
def test_every_stage_of_a_plan(stage):
    assert ehcp.make_plan(stage=stage).stage == stage


@pytest.mark.parametrize("state", Document.State.values)
def test_every_state_of_a_document(state):
    child = people.make_child()
    assert documents.make_document(child, uploaded_by=people.make_family(child), state=state).state == state
