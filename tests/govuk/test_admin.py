"""The staff site shows what a person may see, changes nothing, and never lists everybody."""

import pytest
from django.contrib.admin import AdminSite
from django.db import connection
from django.test.utils import CaptureQueriesContext

from govuk import pager
from govuk.admin import CaseAdmin
from people.models import Child, Link, Team
from people.roles import Role
from tests.factories.people import make_child, make_officer, make_person, make_team, make_user
from tests.govuk.urls import LinkAdmin, TeamAdmin

pytestmark = pytest.mark.django_db
CHILDREN = "/staff/people/child/"


@pytest.fixture(autouse=True)
def signed_in_is_enough(settings):
    """Leave out the second factor and the portal's answers: they are for the floors above to test."""
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.startswith(("people.", "portal."))
    ]


@pytest.fixture
def officer(client):
    """Sign in an officer and return them."""
    user = make_officer(team=make_team())
    client.force_login(user)
    return user


def test_an_officer_lists_their_own_children_only(client, officer):
    mine, other = make_child(officer=officer, reference="WEA-1"), make_child(reference="WEA-2")
    listed = client.get(CHILDREN).content.decode()
    assert mine.reference in listed and other.reference not in listed


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_no_record_is_opened_from_a_list(client, officer, page):
    mine = make_child(officer=officer)
    assert f"/{mine.pk}/change/" not in client.get(CHILDREN).content.decode()
    assert client.get(f"{CHILDREN}{mine.pk}/{page}/").status_code == 403


@pytest.mark.parametrize("address", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted(client, officer, address):
    mine = make_child(officer=officer)
    for method in (client.get, client.post):
        assert method(CHILDREN + address.format(pk=mine.pk)).status_code == 403
    assert Child.objects.filter(pk=mine.pk).exists()


def test_nothing_is_changed_by_post_or_by_an_action(client, officer):
    mine = make_child(officer=officer, last_name="Marsh")
    assert client.post(f"{CHILDREN}{mine.pk}/change/", {"last_name": "Other"}).status_code == 403
    client.post(CHILDREN, {"action": "delete_selected", "_selected_action": [mine.pk], "post": "yes"})
    mine.refresh_from_db()
    assert mine.last_name == "Marsh"
    page = client.get(CHILDREN).content.decode()
    assert "delete_selected" not in page and "addlink" not in page and 'name="action"' not in page


@pytest.mark.parametrize("make", [make_user, lambda: make_user(role=Role.FINANCE_OFFICER)])
def test_nobody_else_sees_a_child(client, make):
    child = make_child()
    client.force_login(make())
    assert child.reference not in client.get(CHILDREN, follow=False).content.decode()


def test_a_list_nobody_has_scoped_is_empty_and_one_about_no_child_is_not(rf, officer):
    request = rf.get("/")
    request.user = officer
    child = make_child(officer=officer)
    Link.objects.create(person=make_person(), child=child, basis="parent", from_on="2026-01-01")
    site = AdminSite()
    assert not LinkAdmin(Link, site).get_queryset(request).exists()
    assert set(TeamAdmin(Team, site).get_queryset(request)) == set(Team.objects.all())


@pytest.mark.parametrize("term", ["wea-77", "WEA-7700", " WEA-77 "])
def test_a_search_finds_a_reference_by_how_it_starts(client, officer, term):
    make_child(officer=officer, reference="WEA-7700")
    make_child(officer=officer, reference="XWEA-77")
    page = client.get(CHILDREN, {"q": term}).content.decode()
    assert "WEA-7700" in page and "XWEA-77" not in page


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ED%A0%80", "p=abc", "p=-1", "p=99999999999999999999", "o=99.x", "all=", "e=1", "nonsense=1",
     "born_on__gte=x", "born_on__year=99999999999", "q=" + "x" * 5000],
)  # fmt: skip
def test_a_list_survives_its_address(client, officer, query):
    make_child(officer=officer)
    assert client.get(f"{CHILDREN}?{query}").status_code in (200, 302)


def test_a_list_cannot_be_asked_about_what_it_does_not_show(client, officer):
    assert client.get(f"{CHILDREN}?case_officer__password__startswith=a").status_code == 400


def test_a_list_costs_the_same_however_long_it_is_and_counts_no_further_than_it_shows(client, officer):
    costs = []
    for number in (5, 45):
        for _ in range(number):
            make_child(officer=officer, team=officer.team)
        with CaptureQueriesContext(connection) as queries:
            client.get(CHILDREN)
        costs.append(len(queries))
        counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        assert len(counts) == 1 and f"LIMIT {pager.COUNTED + 1}" in counts[0]
    assert costs[0] == costs[1]


def test_a_list_that_goes_on_says_so(client, officer, monkeypatch):
    monkeypatch.setattr(pager, "COUNTED", 3)
    for _ in range(5):
        make_child(officer=officer)
    assert "The first 3 children and young people are listed" in " ".join(
        client.get(CHILDREN).content.decode().split()
    )
    assert pager.CappedPaginator(Child.objects.order_by("id"), 2).count == 3


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"list_filter": ("case_officer",), "ordering": ("id",)}, "govuk.E001"),
        ({"search_fields": ("last_name",), "ordering": ("id",)}, "govuk.E002"),
        ({"search_fields": ("^last_name",), "ordering": ("id",)}, "govuk.E002"),
        ({"ordering": ("born_on",)}, "govuk.E003"),
        ({"ordering": ("case_officer__email",)}, "govuk.E003"),
        ({"ordering": ("-last_name", "-first_name")}, None),
        ({"ordering": ("reference",), "search_fields": ("=reference",)}, None),
    ],
)
def test_a_page_that_would_read_the_whole_table_fails_the_checks(named, code):
    page = type("Page", (CaseAdmin,), named)(Child, AdminSite())
    assert [error.id for error in page.check()] == ([code] if code else [])


def test_a_list_has_a_heading_and_a_search_with_a_label(client, officer):
    page = client.get(CHILDREN, {"q": "WEA"}).content.decode()
    assert "<h1>Children and young people</h1>" in page
    assert '<label for="searchbar">Search</label>' in page and "Clear the search" in page


def test_the_site_is_in_the_council_name_and_colour(client, officer):
    page = client.get("/staff/").content.decode()
    assert "Wealdshire County Council" in page and "/brand.css" in page and "portal/admin.css" in page
    assert "theme.js" not in page and "Django administration" not in page
