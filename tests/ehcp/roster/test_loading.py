"""What is loaded, what changes when the roster is loaded again, and what is left alone."""

import zlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, connections

from audit.jobs import only_one
from audit.models import Event
from audit.verifying import broken_links
from clocks.models import Clock
from ehcp.models import AnnualReview, Plan, PlanOutcome, Provision
from letters.models import Delivery, Letter
from people.actions import end_link
from people.models import Child, Link, Person
from policy import Refused
from tests.ehcp.roster.sheets import ON, load, make_roster_officer, of_another, row
from tests.factories.people import make_manager, make_team

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 23)
TABLES = ("people_child", "people_person", "people_link", "ehcp_plan", "ehcp_planoutcome", "ehcp_provision",
          "ehcp_annualreview")  # fmt: skip


def _versions():
    """Give the version of each row the roster writes: an UPDATE gives a row another, even of the same values."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT id, ctid::text, xmin::text FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def _changed(before):
    after = _versions()
    return {table for table in TABLES if before[table] != after[table]}


def test_everything_a_row_says_is_loaded(officer):
    report = load(
        row(parent_1_needs="Large print", review_invited_on="2026-11-02"),
        row(parent_1_needs="Large print", review_invited_on="2026-11-02", paragraph="H1.1", section="h1",
            words="Short breaks", hours_a_week="", outcome_ref="", outcome_words="", delivered_at=""),
    )  # fmt: skip
    assert report.loaded and report.problems == []
    child = Child.objects.get()
    assert (child.reference, child.name, child.born_on) == ("C1", "Zoë Marlpit-Özdemir", date(2016, 9, 2))
    assert (child.upn, child.case_officer, child.team) == ("A999000000001", officer, officer.team)
    person = Person.objects.get(roster_ref="N1")
    assert (person.name, person.phone, person.needs, person.prefers_post) == (
        "Ren Marlpit", "01632 960001", "Large print", False,
    )  # fmt: skip
    link = Link.objects.get()
    assert (link.person, link.child, link.basis, link.to_on) == (person, child, "parent", None)
    assert link.evidence == "Roster of 16 November 2026"
    plan = Plan.objects.get()
    assert (plan.reference, plan.child, plan.stage, plan.final_on) == (
        "P1",
        child,
        "final",
        date(2025, 5, 19),
    )
    assert (plan.reassess_on, plan.educated_elsewhere, plan.setting) == (
        None,
        False,
        "Wealdbridge Primary School",
    )
    review = AnnualReview.objects.get()
    assert (review.due_on, review.invited_on, review.meeting_on) == (
        date(2027, 5, 19),
        date(2026, 11, 2),
        None,
    )
    outcome, (first, second) = PlanOutcome.objects.get(), Provision.objects.order_by("paragraph")
    assert (first.outcome, first.hours_a_week, first.section) == (outcome, Decimal("1.00"), "F")
    assert (second.outcome, second.hours_a_week, second.section, second.delivered_at) == (
        None,
        None,
        "H1",
        "",
    )


def test_a_plan_without_provision_is_loaded(officer):
    none = dict.fromkeys(
        ("outcome_ref", "outcome_words", "paragraph", "section", "words", "hours_a_week", "delivered_at",
         "to_prepare_on", "draft_issued_on", "final_on", "review_due_on", "upn"), "")  # fmt: skip
    report = load(row(stage="assessing", **none))
    assert report.problems == [] and Plan.objects.get().stage == "assessing"
    assert not Provision.objects.exists() and not AnnualReview.objects.exists()


def test_a_parent_of_two_children_is_one_person(officer):
    second = {"parent_2_ref": "N7", "parent_2_first_name": "Ari", "parent_2_last_name": "Marlpit",
              "parent_2_basis": "has_care_of", "parent_2_email": "ren@family.example"}  # fmt: skip
    load(row(**second), of_another(2, parent_1_ref="N1", **second))
    assert Person.objects.exclude(roster_ref=None).count() == 2, "two people may share an e-mail address"
    assert Link.objects.count() == 4


def test_loading_again_touches_no_row(officer):
    load(row(), row(paragraph="F2"), of_another(2))
    before, events = _versions(), Event.objects.filter(child_id__isnull=False).count()
    report = load(row(), row(paragraph="F2"), of_another(2), on=LATER)
    assert _changed(before) == set()
    assert all(
        report.count(kind, what) == 0 for kind in report.counts() for what in ("new", "changed", "vanished")
    )
    assert report.count("provision", "unchanged") == 3
    assert Event.objects.filter(child_id__isnull=False).count() == events


CHANGES = [
    ({"first_name": "Zoe"}, {"people_child"}),
    ({"upn": ""}, {"people_child"}),
    ({"parent_1_phone": "01632 960002"}, {"people_person"}),
    ({"parent_1_prefers_post": "yes"}, {"people_person"}),
    ({"setting": ""}, {"ehcp_plan"}),
    ({"requested_on": ""}, {"ehcp_plan"}),
    ({"review_invited_on": "2026-11-02"}, {"ehcp_annualreview"}),
    ({"review_due_on": "2027-06-01"}, {"ehcp_annualreview"}),
    ({"outcome_words": "Other words"}, {"ehcp_planoutcome"}),
    ({"words": "Other words"}, {"ehcp_provision"}),
    ({"hours_a_week": ""}, {"ehcp_provision"}),
    ({"outcome_ref": "E9"}, {"ehcp_planoutcome", "ehcp_provision"}),
    ({"outcome_ref": "", "outcome_words": ""}, {"ehcp_provision"}),
    ({"parent_1_basis": "has_care_of"}, {"people_link"}),
]


@pytest.mark.parametrize("changes, tables", CHANGES, ids=[", ".join(changes) for changes, _ in CHANGES])
def test_only_what_changed_is_written(officer, changes, tables):
    load(row(), of_another(2))
    before = _versions()
    load(row(**changes), of_another(2), on=LATER)
    assert _changed(before) == tables
    untouched = Child.objects.get(reference="C2")
    assert Event.objects.filter(child_id=untouched.pk, kind="ehcp.roster_child_changed").count() == 0


def test_a_new_outcome_is_tied_to_its_provision_at_once(officer):
    load(row())
    load(row(outcome_ref="E9"))
    assert Provision.objects.get().outcome.reference == "E9"


def test_a_vanished_plan_is_marked_told_and_never_deleted(officer):
    load(row(), row(paragraph="F2"), of_another(2))
    report = load(of_another(2), on=LATER)
    plan = Plan.objects.get(reference="P1")
    assert plan.missing_from_roster_on == LATER
    assert set(plan.provision.values_list("missing_from_roster_on", flat=True)) == {LATER}
    assert (report.count("plan", "vanished"), report.count("provision", "vanished")) == (1, 2)
    assert any("1 plans no longer in the roster" in line and "P1" in line for line in report.lines())
    assert load(of_another(2)).count("plan", "vanished") == 0, "told once"
    assert Plan.objects.get(reference="P1").missing_from_roster_on == LATER


def test_a_vanished_paragraph_is_marked_and_a_returning_one_cleared(officer):
    load(row(), row(paragraph="F2"))
    load(row(), on=LATER)
    assert Provision.objects.get(paragraph="F2").missing_from_roster_on == LATER
    assert Plan.objects.get().missing_from_roster_on is None
    report = load(row(), row(paragraph="F2"), on=LATER)
    assert Provision.objects.get(paragraph="F2").missing_from_roster_on is None
    assert report.count("provision", "returned") == 1


def test_what_else_vanished_is_told_and_kept(officer):
    load(row(), of_another(2))
    none = {name: "" for name in row() if name.startswith("parent_1_")}
    report = load(row(**none, outcome_ref="", outcome_words="", review_due_on=""), of_another(2))
    assert [report.count(kind, "vanished") for kind in ("link", "outcome", "annual review")] == [1, 1, 1]
    assert any("N1 to C1" in line for line in report.lines())
    assert Link.objects.get(child__reference="C1").to_on is None
    assert AnnualReview.objects.filter(plan__reference="P1").exists()


def test_a_tie_an_officer_ended_is_not_made_again(officer):
    load(row())
    manager = make_manager(team=officer.team)
    end_link(Link.objects.get(), on=ON, by=manager, reasons="A court order")
    for changes in ({}, {"parent_1_basis": "has_care_of"}):
        report = load(row(**changes), on=LATER)
        assert Link.objects.get().to_on == ON
        assert any("ended by an officer (not made again): N1 to C1" in line for line in report.lines())


def test_the_ties_of_a_new_child_are_as_old_as_its_record_and_later_ones_begin_with_the_roster(officer):
    load(row())
    assert Link.objects.get().from_on == date(2025, 1, 6)
    second = {
        "parent_2_ref": "N7",
        "parent_2_first_name": "Ari",
        "parent_2_last_name": "M",
        "parent_2_basis": "parent",
    }
    load(row(**second), on=LATER)
    assert Link.objects.get(person__roster_ref="N7").from_on == LATER


YOUNG = {"born_on": "2009-08-31", "upn": ""}


def test_a_young_persons_own_tie_is_made_and_no_other(officer):
    own = {"parent_1_basis": "young_person"}
    report = load(row(**YOUNG, **own), of_another(2, born_on="2009-08-31", upn=""))
    link = Link.objects.get()
    # Compulsory school age ended on the last Friday of June 2025, after the record began (R2.3).
    assert (link.basis, link.from_on) == ("young_person", date(2025, 6, 28))
    assert report.count("link", "own right") == 1 and report.count("link", "new") == 1
    assert any("rights are their own (not made): N2 to C2" in line for line in report.lines())
    assert Person.objects.filter(roster_ref="N2").exists()


def test_a_tie_made_in_childhood_stays_when_the_rights_pass(officer):
    child = {"born_on": "2010-09-02", "upn": ""}
    load(row(**child), on=date(2027, 6, 25))
    report = load(row(**child), on=date(2027, 6, 26))
    assert report.count("link", "unchanged") == 1 and Link.objects.get().to_on is None


def test_a_dry_run_says_what_would_change_and_changes_nothing(officer):
    load(row(), of_another(2))
    before, events = _versions(), Event.objects.count()
    report = load(row(words="Other"), of_another(3), dry=True, on=LATER)
    assert not report.loaded
    assert report.count("plan", "new") == 1 and report.count("plan", "vanished") == 1
    assert report.count("provision", "changed") == 1
    assert _changed(before) == set() and Event.objects.count() == events


def test_a_new_case_officer_is_told_to_the_family_and_takes_over_what_is_owed(officer):
    start = {
        "stage": "drafting",
        "final_on": "",
        "draft_issued_on": "",
        "to_prepare_on": "2026-11-09",
        "review_due_on": "",
    }
    load(row(**start), of_another(2))
    clock = Clock.objects.get(duty="information_given")
    assert clock.owner == officer
    other = make_roster_officer("other@wealdshire.example")
    report = load(row(**start, case_officer=other.email), of_another(2))
    assert report.new_officers == ["C1"] and report.letters == 1
    letter = Letter.objects.get()
    assert (letter.kind, letter.child.reference, letter.addressee.roster_ref) == (
        "change_of_officer",
        "C1",
        "N1",
    )
    assert letter.parts["says"]["officer_name"] == other.person.name
    assert Delivery.objects.filter(letter=letter).exists()
    clock.refresh_from_db()
    assert (clock.owner, clock.team) == (other, other.team)
    assert Child.objects.get(reference="C1").team == other.team


def test_a_named_team_wins_over_the_officers_own(officer):
    team = make_team(name="Moving on")
    load(row(team="Moving on"))
    assert Child.objects.get().team == team


def test_clocks_start_for_windows_that_are_open(officer):
    load(
        row(stage="reassessing", reassess_on="2026-11-09", review_due_on=""), of_another(2, review_due_on="")
    )
    assert list(Clock.objects.values_list("child__reference", "duty")) == [("C1", "information_given")]


def test_each_child_and_the_import_are_in_the_record(officer):
    load(row(), of_another(2))
    load(row(stage="ceased", ceased_on="2026-11-02", parent_1_phone=""), of_another(2))
    child = Child.objects.get(reference="C1")
    told = Event.objects.filter(child_id=child.pk).order_by("seq")
    assert [event.kind for event in told if event.kind.startswith("ehcp.roster")] == [
        "ehcp.roster_child_loaded", "ehcp.roster_child_changed",
    ]  # fmt: skip
    changes = {
        each["kind"]: each
        for each in told.filter(kind="ehcp.roster_child_changed").get().detail.said["changes"]
    }
    assert changes["plan"]["fields"]["stage"] == {"before": "final", "after": "ceased"}
    assert changes["contact"]["label"] == "N1"
    whole = Event.objects.filter(kind="ehcp.roster_imported").order_by("seq")
    assert [each.detail.said["plan"]["changed"] for each in whole] == [0, 1]
    assert broken_links() == []


@pytest.mark.django_db(transaction=True)
def test_two_imports_cannot_run_at_once(officer):
    """The lock is the session's: another session has it here."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(b"job import_roster")])
        with pytest.raises(Refused, match="Another import"):
            load(row())
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert load(row()).loaded
    with only_one("import_roster") as mine:
        assert mine, "and it is free again"


def _queries(count, django_assert_max_num_queries):
    rows = [of_another(number, parent_1_email="") for number in range(10, 10 + count)]
    with django_assert_max_num_queries(110) as seen:
        load(*rows)
    return len(seen)


def test_two_thousand_plans_take_as_many_queries_as_two(officer, django_assert_max_num_queries):
    few = _queries(2, django_assert_max_num_queries)
    many = _queries(2000, django_assert_max_num_queries)
    assert Plan.objects.count() == 2000
    assert many == few


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_an_act_on_a_child_that_changed_and_for_no_other():
    make_roster_officer()
    load(row(), of_another(2))
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor, connection.cursor() as own:
            cursor.execute("SELECT id FROM people_child WHERE reference = 'C1' FOR NO KEY UPDATE")
            own.execute("SET lock_timeout = '500ms'")
            load(row(), of_another(2, words="Other"))
            with pytest.raises(OperationalError, match="lock timeout"):
                load(row(words="Other"), of_another(2))
            own.execute("RESET lock_timeout")
        other.rollback()
    finally:
        other.close()
    assert set(Provision.objects.values_list("plan__reference", "words")) == {
        ("P1", row()["words"]),
        ("P2", "Other"),
    }


def test_the_applications_role_may_do_all_of_it(officer, as_app_role):
    with as_app_role():
        load(row(), of_another(2))
        report = load(row(words="Other"), on=LATER)
    assert report.count("provision", "changed") == 1 and report.count("plan", "vanished") == 1
