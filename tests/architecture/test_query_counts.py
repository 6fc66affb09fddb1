"""The queries of every page: as many with 5 rows as with 50, and no more than the table beside this file says (P4).

In the table: each page, its kind, and its queries for whoever needs the most. A `page` is a form or words to read,
a `detail` is all about one record, a `list` shows rows of many; `admin` is a list of the staff's own across cases.
"""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import JobRun
from clocks import sweep
from people.roles import Role
from tests.architecture.test_role_urls import EXPECTED, address_of
from tests.factories.cases import make_whole_case
from tests.factories.clocks import make_clock
from tests.factories.documents import make_document
from tests.factories.ehcp import make_annual_review, make_outcome, make_plan, make_provision
from tests.factories.letters import make_delivery, make_letter, make_message
from tests.factories.people import (
    make_child,
    make_family,
    make_link,
    make_manager,
    make_officer,
    make_team,
    make_user,
    sign_in,
)

TABLE = Path(__file__).parent / "query_counts.txt"
MOST = {"page": 15, "detail": 15, "list": 8, "admin": 6}
FEW, MANY = 5, 50
ROLES = ("nobody", "parent", "officer", "manager", "admin", "board", "checker", "finance", "approver")

pytestmark = pytest.mark.django_db


def make_world(number):
    """Make one case with a number of everything, in a caseload of as many children, today's sweep done."""
    JobRun.objects.get_or_create(name=sweep.JOB, for_date=timezone.localdate(), outcome=JobRun.Outcome.DONE)
    team = make_team()
    officer = make_officer(team=team)
    case = make_whole_case(officer)
    for each in range(number):
        neighbour = make_child(officer=officer)
        make_plan(child=neighbour)
        make_clock(neighbour)
        make_link(neighbour, case.parent.person)
        make_family(case.child)
        make_officer(team=team)
        make_provision(case.plan, outcome=make_outcome(case.plan))
        make_annual_review(case.plan, due_on=case.long_ago.replace(year=1950 + each))
        message = make_message(case.child, case.parent.person, written_by=case.parent)
        make_clock(case.child, about=message)
        make_document(case.child, uploaded_by=case.parent, about_type="letters.message", about_id=message.pk)
        letter = make_letter(case.child, case.parent.person)
        make_delivery(letter, state="failed", failure="No address")
        make_delivery(letter, state="to_print", channel="post")
    # Each record of the road is made now: an empty list asks for less, and what a page writes is undone.
    for name in EXPECTED:
        address_of(name, case)
    people = {
        "parent": case.parent,
        "officer": officer,
        "manager": make_manager(team=team),
        "admin": make_user(role=Role.ADMINISTRATOR),
        "board": make_user(role=Role.BOARD_MEMBER),
        "checker": make_user(role=Role.SECOND_CHECKER),
        "finance": make_user(role=Role.FINANCE_OFFICER),
        "approver": make_user(role=Role.FINANCE_APPROVER),
    }
    return case, people


def count_queries(client, address):
    """Count the queries of one page, its second showing: what a process keeps is already there."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


def counts_of(role, case, people):
    """Count the queries of each page a role may open; what opening it writes is undone."""
    client = Client()
    with transaction.atomic():
        if role in people:
            sign_in(client, people[role])
        pages = [
            name for name, answers in EXPECTED.items() if answers[role] == "ok" and name != "account_logout"
        ]
        counts = {name: count_queries(client, address_of(name, case)) for name in pages}
        transaction.set_rollback(True)
    return counts


@pytest.fixture(scope="module")
def counted(kept):
    """Count every page as every role in a small world, and again once it has grown."""
    counted = {}
    for number in (FEW, MANY):
        case, people = make_world(number)
        for role in ROLES:
            for name, count in counts_of(role, case, people).items():
                counted.setdefault(role, {}).setdefault(name, []).append(count)
    return counted


def rows():
    """Give the table: each page with its kind and the most queries it takes."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and line[0] != "#"]
    return {name: (kind, int(number)) for name, kind, number in lines}


def test_no_page_of_the_table_takes_more_than_its_kind_may():
    assert [line for line in rows().items() if line[1][1] > MOST[line[1][0]]] == []


# One test for all: what it counts takes longer to make than everything else here together.
def test_the_queries_of_every_page_do_not_grow_and_stay_within_the_table(counted):
    grown, most = [], {}
    for role, pages in counted.items():
        for name, (few, many) in pages.items():
            if few != many:
                grown.append(f"{name} as {role}: {few} with {FEW} rows, {many} with {MANY}")
            most[name] = max(most.get(name, 0), few, many)
    assert grown == []
    table = rows()
    right = {name: f"{name} {table.get(name, ('page',))[0]} {number}" for name, number in most.items()}
    # Not fewer: on some days a list has nothing in it, and asks for less.
    wrong = [line for name, line in right.items() if most[name] > table.get(name, ("", -1))[1]]
    assert wrong == [], f"Put these lines into {TABLE.name}:\n" + "\n".join(wrong)
    assert sorted(table) == sorted(most), "A page that is gone, or that nobody opens, has a line."
