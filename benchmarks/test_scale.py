"""No staff page takes over 300 ms or 200 kB when 640,000 plans are there (goal P5), each shown in a table.

`make bench` runs this and nothing else does: the database takes some minutes to fill.
"""

import os
import statistics
import time

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import JobRun
from benchmarks import seeding
from clocks import sweep
from people.roles import Role
from tests.architecture.test_role_urls import EXPECTED, address_of
from tests.factories.budgets import make_case, make_request
from tests.factories.cases import make_whole_case
from tests.factories.decisions import make_listed_item
from tests.factories.payments import make_active_agreement, make_sent_return
from tests.factories.people import make_manager, make_user, sign_in

pytestmark = pytest.mark.django_db
PLANS = int(os.environ.get("BENCH_PLANS", "640000"))
MOST_MS, MOST_KB, TIMES = 300, 200, 7
ROLES = {
    "officer": None,
    "manager": None,
    "board": Role.BOARD_MEMBER,
    "checker": Role.SECOND_CHECKER,
    "finance": Role.FINANCE_OFFICER,
    "approver": Role.FINANCE_APPROVER,
    "admin": Role.ADMINISTRATOR,
}
# Answered to staff, but no pages: a style sheet, two probes, files, and the doors of a session.
NO_PAGES = ("brand-css", "alive", "ready", "document", "letter_pdf", "account_logout", "admin:print_batch")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Fill the database, and give one case with its staff in the middle of it."""
    with django_db_blocker.unblock():
        JobRun.objects.create(name=sweep.JOB, for_date=timezone.localdate(), outcome=JobRun.Outcome.DONE)
        parent = make_case()
        case = make_whole_case(parent.officer)
        agreement = make_active_agreement(paid=1)
        started = time.monotonic()
        template = make_whole_case(parent.officer, last_name="Template")
        seeding.seed(
            PLANS,
            case=_Case(parent.officer, template),
            open_request=make_request(make_case()),
            item=make_listed_item(),
            agreement=agreement,
            instalment=agreement.schedules.get().instalments.filter(state="planned").first(),
            quarterly_return=make_sent_return(),
        )
        seeding.events(2000, case.child)
        print(f"\n{PLANS:,} plans filled in {time.monotonic() - started:.0f} s")
        people = {name: role and make_user(role=role) for name, role in ROLES.items()}
        people |= {"officer": parent.officer, "manager": make_manager(team=parent.officer.team)}
        yield case, people


class _Case:
    def __init__(self, officer, case):
        self.officer, self.child, self.parent, self.plan = officer, case.child, case.parent, case.plan


def _measure(client, address):
    times, size = [], 0
    for _ in range(TIMES):
        started = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        size = len(response.content) / 1000
    return statistics.median(times), size


def test_every_staff_page_is_quick_and_small(world):
    case, people = world
    rows = []
    for role, user in people.items():
        client = sign_in(Client(), user)
        for name, expected in EXPECTED.items():
            if expected[role] == "ok" and name not in NO_PAGES:
                rows.append((role, name, *_measure(client, address_of(name, case))))
    rows.sort(key=lambda row: -row[2])
    print(f"{'role':<10}{'page':<40}{'ms':>8}{'kB':>8}")
    for role, name, took, size in rows:
        print(f"{role:<10}{name:<40}{took:>8.1f}{size:>8.1f}")
    slow = [
        (role, name, round(took), round(size))
        for role, name, took, size in rows
        if took > MOST_MS or size > MOST_KB
    ]
    assert slow == [], f"over {MOST_MS} ms or {MOST_KB} kB: {slow}"
