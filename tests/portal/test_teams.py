"""The administrator's pages about teams: a team is made once, and can then be chosen."""

import pytest

from audit.models import Event
from people.models import Team
from people.roles import Role
from tests.factories.people import make_officer, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
LIST = "/staff/people/teams/"


@pytest.fixture
def own(client):
    return sign_in(client, make_user(role=Role.ADMINISTRATOR))


def test_a_team_is_made_listed_and_recorded(own):
    assert "There is no team yet" in own.get(LIST).content.decode()
    response = own.post(f"{LIST}make/", {"name": " North  team"}, follow=True)
    assert "North team is made" in response.content.decode()
    team = Team.objects.get()
    assert Event.objects.get(kind="people.team_made").about_id == team.pk
    make_officer(team=team)
    assert own.get(LIST).content.decode().count("North team") == 1
    assert "North team" in own.get("/staff/people/sign-ins/make/").content.decode()


@pytest.mark.parametrize("name", ["north TEAM", "  "])
def test_a_name_in_use_or_empty_makes_nothing(own, name):
    make_team(name="North team")
    assert b"There is a problem" in own.post(f"{LIST}make/", {"name": name}).content
    assert Team.objects.count() == 1


def test_a_case_manager_makes_no_team(client):
    sign_in(client, make_user(role=Role.CASE_MANAGER, team=make_team()))
    assert client.post(f"{LIST}make/", {"name": "Mine"}).status_code == 404
    assert Team.objects.count() == 1
