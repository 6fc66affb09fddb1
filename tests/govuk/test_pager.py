"""Lists: every row once, in order, forwards and back, whatever is done to the address."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from govuk import pager
from govuk.pager import paged
from govuk.tables import Column, listed
from people.models import Child, Link, Person, Team
from people.roles import Basis

pytestmark = pytest.mark.django_db
ORDERS = [("id",), ("born_on", "id"), ("-born_on", "-id"), ("last_name", "-born_on", "id")]
COLUMNS = [
    Column("Name", lambda child: child.name, href=lambda child: f"/{child.pk}/", order=("last_name", "id")),
    Column("Born on", lambda child: child.born_on, order=("born_on", "id")),
    Column("Number", lambda child: child.upn, numeric=True),
]


def children(number):
    """Make invented children, many of them with the same name and birthday."""
    teams = [Team.objects.get_or_create(name=f"Team {letter}")[0] for letter in "ba"]
    after = Child.objects.count()
    made = [
        Child(
            reference=f"WEA-{after + index:04}",
            first_name="Sam",
            last_name=f"Example{index % 4}",
            born_on=date(2012, 1, 1) + timedelta(days=index % 3),
            team=teams[index % 2],
        )
        for index in range(number)
    ]
    return Child.objects.bulk_create(made)


def listing():
    """Return the list the tests page through; only children of a team are in it."""
    return Child.objects.filter(team__isnull=False).select_related("team")


def asked(rf, address=""):
    """Return the request a link leads to."""
    return rf.get(f"/list/{address}")


def walk(rf, by, size, *, first="", forwards=True):
    """Follow a list's links to its end and return the pages."""
    pages = [paged(listing(), asked(rf, first), by=by, size=size)]
    while following := pages[-1].next if forwards else pages[-1].previous:
        pages.append(paged(listing(), asked(rf, following), by=by, size=size))
        assert len(pages) < 200
    return pages


@pytest.mark.parametrize("by", ORDERS, ids=" ".join)
@given(size=st.integers(1, 30), number=st.integers(0, 40))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_comes_once_and_in_order_and_the_way_back_is_the_same(rf, by, size, number):
    Child.objects.all().delete()
    children(number)
    expected = list(listing().order_by(*by))
    pages = walk(rf, by, size)
    assert [row for page in pages for row in page] == expected
    assert all(len(page) == size for page in pages[:-1])
    back = walk(rf, by, size, first=pages[-2].next if len(pages) > 1 else "", forwards=False)
    assert [page.rows for page in reversed(back)] == [page.rows for page in pages]
    assert not pages[0].previous and not pages[-1].next


def test_a_list_can_be_in_the_order_of_another_table(rf):
    person = Person.objects.create(first_name="Robin", last_name="Example")
    for child in children(12):
        Link.objects.create(person=person, child=child, basis=Basis.PARENT, from_on=date(2026, 1, 1))
    by = ("child__last_name", "-child__born_on", "id")
    first = paged(Link.objects.select_related("child"), asked(rf), by=by, size=7)
    second = paged(Link.objects.select_related("child"), asked(rf, first.next), by=by, size=7)
    assert [*first, *second] == list(Link.objects.order_by(*by)) and not second.next


def test_a_row_taken_away_or_added_between_two_pages_moves_no_other(rf):
    made = children(30)
    first = paged(listing(), asked(rf), by=("born_on", "id"), size=10)
    for row in first.rows[-2:]:
        row.delete()
    Child.objects.create(reference="WEA-9999", last_name="A", born_on=date(2011, 1, 1), team=made[0].team)
    second = paged(listing(), asked(rf, first.next), by=("born_on", "id"), size=10)
    rest = listing().order_by("born_on", "id").filter(born_on__gte=first.rows[-1].born_on)
    assert second.rows == [row for row in rest if row not in first.rows][:10]


def test_a_place_that_is_gone_is_the_first_page(rf):
    children(30)
    following = paged(listing(), asked(rf), by=("id",), size=25).next
    Child.objects.filter(pk__in=[row.pk for row in listing().order_by("-id")[:10]]).delete()
    assert paged(listing(), asked(rf, following), by=("id",), size=25).rows == list(listing().order_by("id"))


@pytest.mark.parametrize(
    "place",
    ["x", "", "\x00", "gAAAA", "é", "1' OR 1=1", "x" * 100_000, "\ud800".encode("utf-8", "replace").decode()],
)
def test_a_place_that_was_tampered_with_is_the_first_page(rf, place):
    children(12)
    request = rf.get("/list/", {"page": place})
    assert paged(listing(), request, by=("id",), size=5).rows == list(listing().order_by("id")[:5])


def test_a_place_of_another_list_or_another_key_is_the_first_page(rf, settings):
    children(12)
    following = paged(listing(), asked(rf), by=("id",), size=5).next
    other = paged(listing(), asked(rf, following), by=("born_on", "id"), size=5)
    assert other.rows == list(listing().order_by("born_on", "id")[:5])
    settings.SECRET_KEY = "another key"
    assert paged(listing(), asked(rf, following), by=("id",), size=5).rows == list(
        listing().order_by("id")[:5]
    )


def test_a_name_is_not_in_the_address(rf):
    children(30)
    following = paged(listing(), asked(rf), by=("last_name", "id")).next
    assert "Example" not in following and "RXhhbX" not in following


def test_the_rest_of_the_address_is_kept(rf):
    children(30)
    following = paged(listing(), asked(rf, "?kind=a&kind=b&page=x"), by=("id",)).next
    assert following.startswith("?kind=a&kind=b&page=") and following.count("page=") == 1


@pytest.mark.parametrize("by", [("born_on",), ("team", "id"), ("team__name", "id"), ("case_officer__id",)])
def test_an_order_that_could_skip_a_row_is_refused(rf, by):
    with pytest.raises(ImproperlyConfigured):
        paged(Child.objects.all(), asked(rf), by=by)


def test_a_page_counts_nothing_and_costs_one_query_however_long_the_list(rf):
    costs = []
    for number in (5, 50):
        children(number)
        with CaptureQueriesContext(connection) as queries:
            page = paged(listing(), asked(rf), by=("born_on", "id"))
            assert len(page)
        costs.append(len(queries))
        assert "COUNT" not in queries[0]["sql"]
        Child.objects.all().delete()
    assert costs == [1, 1]


def test_the_total_stops_counting(rf, monkeypatch):
    monkeypatch.setattr(pager, "COUNTED", 10)
    children(10)
    assert paged(listing(), asked(rf), by=("id",)).total == "10"
    children(1)
    with CaptureQueriesContext(connection) as queries:
        page = paged(listing(), asked(rf), by=("id",))
        assert page.total == page.total == "10+"
    assert "LIMIT 11" in queries[-1]["sql"] and len(queries) == 2


def shown(table):
    """Render a table as a page does."""
    return html.fragment_fromstring(
        Template("{% load govuk %}{% govuk_table table %}").render(Context({"table": table})), "div"
    )


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ("last_name", "id")),
        ("born-on", ("born_on", "id")),
        ("-born-on", ("-born_on", "-id")),
        ("password", ("last_name", "id")),
        ("--name", ("last_name", "id")),
    ],
)
def test_a_table_is_in_the_order_asked_for_among_those_it_offers(rf, sort, order):
    children(8)
    table = listed(
        rf.get("/", {"sort": sort}), listing(), COLUMNS, caption="Children", by=("last_name", "id")
    )
    assert table.page.rows == list(listing().order_by(*order))


def test_a_table_says_its_order_and_offers_the_other(rf):
    children(30)
    request = rf.get("/", {"sort": "name", "kind": "a", "page": "x"})
    page = shown(listed(request, listing(), COLUMNS, caption="Children", by=("born_on", "id")))
    assert page.xpath("//th/@aria-sort") == ["ascending", "none"]
    assert page.xpath("//th/a/@href") == ["?sort=-name&kind=a", "?sort=born-on&kind=a"]
    assert page.xpath("//caption")[0].text.strip() == "Children"
    assert page.xpath("//td")[1].text.strip() == "1 January 2012"
    assert len(page.xpath("//a[@rel='next']")) == 1


def test_an_empty_table_says_so(rf):
    table = listed(rf.get("/"), listing(), COLUMNS, caption="Children", by=("id",), empty="No child is here.")
    assert "".join(shown(table).itertext()) == "No child is here."
