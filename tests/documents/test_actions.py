"""Taking files, opening them, and never before they are known to be clean."""

import hashlib
from datetime import date

import pytest
import redis
from celery import current_app
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from audit import bell
from audit.acts import NotAllowed, authorise
from audit.models import Event, ViewLog
from documents import actions, words
from documents.actions import open_clean, settle_scan, store
from documents.models import Document
from documents.scanning import Verdict
from documents.tasks import scan_documents
from policy import Refused
from tests.factories.documents import JPEG, PDF, make_document, upload
from tests.factories.ehcp import make_plan
from tests.factories.people import make_child, make_family

ON = date(2026, 11, 21)


def files_in_store():
    return sum(len(default_storage.listdir(folder)[1]) for folder in default_storage.listdir("")[0])


def test_a_file_is_kept_under_a_random_name_and_waits(case):
    document = store(upload("Dr. Reed's report.pdf"), child=case.child, by=case.parent, on=ON)
    document.refresh_from_db()
    assert document.state == Document.State.WAITING
    assert (document.name, document.media_type, document.size) == (
        "Dr. Reed's report.pdf",
        "application/pdf",
        len(PDF),
    )
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    folder, name = document.stored_as.split("/")
    assert folder == "2026-11"
    assert len(name) == 32
    assert "report" not in document.stored_as
    with default_storage.open(document.stored_as) as kept:
        assert kept.read() == PDF


def test_taking_a_file_is_recorded(case):
    store(upload(), child=case.child, by=case.parent, on=ON)
    event = Event.objects.get(kind="documents.stored")
    assert (event.child_id, event.by_id, event.on) == (case.child.pk, case.parent.pk, ON)
    assert event.detail.said == {"name": "report.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}


def test_a_file_can_be_about_a_record_of_the_child(case):
    plan = make_plan(child=case.child)
    document = store(upload(), child=case.child, about=plan, by=case.officer, on=ON)
    assert list(Document.objects.about(plan)) == [document]


def test_a_file_about_another_childs_record_is_refused_and_not_kept(case):
    before = files_in_store()
    with pytest.raises(NotAllowed):
        store(upload(), child=case.child, about=make_plan(), by=case.officer, on=ON)
    assert files_in_store() == before


@pytest.mark.parametrize("who", ["officer", "manager", "parent"])
def test_the_officer_and_the_family_may_give_and_open_files(case, who):
    user = getattr(case, who)
    document = store(upload(), child=case.child, by=user, on=ON)
    settle_scan(document, Verdict(is_clean=True), on=ON)
    content, name, media_type = open_clean(document, by=user)
    assert (bytes(content), name, media_type) == (PDF, "report.pdf", "application/pdf")


def test_nobody_else_may(case):
    document = make_document(case.child, uploaded_by=case.parent)
    before = files_in_store()
    for who, user in {**case.strangers, "nobody": AnonymousUser(), "the service": None}.items():
        with pytest.raises(NotAllowed):
            store(upload(), child=case.child, by=user, on=ON)
            pytest.fail(f"{who} gave a file")
        with pytest.raises(NotAllowed):
            open_clean(document, by=user)
            pytest.fail(f"{who} opened a file")
    assert files_in_store() == before
    assert not ViewLog.objects.exists()


def test_what_one_parent_gave_the_other_does_not_open(case):
    other = make_family(case.child)
    document = make_document(case.child, uploaded_by=case.parent)
    assert list(Document.objects.visible_to(other, on=ON)) == []
    with pytest.raises(NotAllowed):
        open_clean(document, by=other)
    theirs = make_document(case.child, uploaded_by=case.officer)
    with pytest.raises(NotAllowed):
        open_clean(theirs, by=case.parent)


def test_a_file_we_do_not_take_leaves_nothing_behind(case):
    before = files_in_store()
    with pytest.raises(Refused, match="must be a PDF"):
        store(upload("page.html", b"<html>"), child=case.child, by=case.parent, on=ON)
    assert files_in_store() == before
    assert not Document.objects.exists()


def test_a_store_that_is_full_says_try_again_and_leaves_no_row(case, monkeypatch):
    def full(name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(Refused) as refused:
        store(upload(), child=case.child, by=case.parent, on=ON)
    assert refused.value.words == "The selected file could not be uploaded – try again"
    assert not Document.objects.exists()


def test_a_row_that_does_not_come_leaves_bytes_but_never_a_row_without_bytes(case, monkeypatch):
    before = files_in_store()

    def fail(*args, **kwargs):
        raise IntegrityError("as if the database had gone")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(IntegrityError):
        store(upload(), child=case.child, by=case.parent, on=ON)
    assert not Document.objects.exists()
    assert files_in_store() == before + 1


def test_a_family_cannot_fill_the_store_in_a_day(case, monkeypatch):
    monkeypatch.setattr(words, "MOST_A_DAY", 2)
    for _ in range(2):
        store(upload("a.jpg", JPEG), child=case.child, by=case.parent, on=ON)
    with pytest.raises(Refused, match="files in one day"):
        store(upload("a.jpg", JPEG), child=case.child, by=case.parent, on=ON)
    store(upload("a.jpg", JPEG), child=case.child, by=case.officer, on=ON)
    Document.objects.update(uploaded_at="2026-01-01T00:00Z")
    store(upload("a.jpg", JPEG), child=case.child, by=case.parent, on=ON)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "We are still checking this file for viruses."),
        ("infected", "We found a virus in this file"),
        ("unreadable", "We could not check this file for viruses"),
    ],
)
def test_what_is_not_known_to_be_clean_is_not_opened_by_anybody(case, state, said):
    document = make_document(case.child, uploaded_by=case.parent, state=state)
    for user in (case.officer, case.manager, case.parent):
        with pytest.raises(Refused, match=said):
            open_clean(document, by=user)
    assert not ViewLog.objects.exists()


def test_a_stale_object_does_not_open_a_closed_file(case):
    document = make_document(case.child, uploaded_by=case.parent, state="waiting")
    stale = Document.objects.get(pk=document.pk)
    settle_scan(document, Verdict(found="Eicar"), on=ON)
    with pytest.raises(Refused, match="virus"):
        open_clean(stale, by=case.officer)


def test_opening_is_logged(case):
    document = make_document(case.child, uploaded_by=case.parent)
    open_clean(document, by=case.officer)
    seen = ViewLog.objects.get()
    assert (seen.by_id, seen.child_id, seen.what, seen.about_id) == (
        case.officer.pk,
        case.child.pk,
        "documents.opened",
        document.pk,
    )


@pytest.mark.parametrize("changed", [PDF[:-1], PDF + b"x", PDF.replace(b"200", b"201"), b""])
def test_bytes_that_changed_in_the_store_are_not_opened(case, changed):
    document = make_document(case.child, uploaded_by=case.parent)
    default_storage.delete(document.stored_as)
    default_storage.save(document.stored_as, ContentFile(changed))
    with pytest.raises(Refused, match="not as it was when it was uploaded"):
        open_clean(document, by=case.officer)
    assert not ViewLog.objects.exists()


def test_bytes_that_are_gone_are_no_error_page(case):
    document = make_document(case.child, uploaded_by=case.parent)
    default_storage.delete(document.stored_as)
    with pytest.raises(Refused, match="cannot be opened now"):
        open_clean(document, by=case.officer)


VERDICTS = [
    (Verdict(is_clean=True), "clean", "documents.scanned", ""),
    (Verdict(found="Eicar-Test-Signature"), "infected", "documents.infected", "Eicar-Test-Signature"),
    (Verdict(trouble="too large"), "unreadable", "documents.unreadable", "too large"),
]


@pytest.mark.parametrize(("verdict", "state", "kind", "found"), VERDICTS)
def test_a_verdict_is_written_down_once(case, verdict, state, kind, found):
    document = make_document(case.child, uploaded_by=case.parent, state="waiting")
    settled = settle_scan(document, verdict, on=ON)
    assert (settled.state, settled.found) == (state, found)
    assert settled.scanned_at is not None
    event = Event.objects.get(kind=kind)
    assert (event.child_id, event.by_id, event.detail.by_name) == (case.child.pk, None, "the service")
    assert settle_scan(document, Verdict(is_clean=True), on=ON) is None
    assert Document.objects.get().state == state


@pytest.mark.django_db(transaction=True)
def test_infected_bytes_are_deleted_once_the_row_says_so(case):
    document = make_document(case.child, uploaded_by=case.parent, state="waiting")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        settle_scan(document, Verdict(found="Eicar"), on=ON)
        1 / 0  # noqa: B018
    assert default_storage.exists(document.stored_as)
    settle_scan(document, Verdict(found="Eicar"), on=ON)
    assert not default_storage.exists(document.stored_as)


def test_a_store_that_does_not_delete_is_left_to_the_sweep(
    case, monkeypatch, django_capture_on_commit_callbacks
):
    document = make_document(case.child, uploaded_by=case.parent, state="waiting")

    def away(name):
        raise OSError("away")

    monkeypatch.setattr(default_storage, "delete", away)
    with django_capture_on_commit_callbacks(execute=True):
        settle_scan(document, Verdict(found="Eicar"), on=ON)
    assert Document.objects.get().state == "infected"


def test_no_row_can_say_clean_without_a_scan(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_document(case.child, uploaded_by=case.parent, state="clean", scanned_at=None)


@pytest.mark.parametrize("verb", ["pass_scan", "fail_scan", "give_up_scan"])
def test_no_person_calls_a_file_clean(case, verb):
    document = make_document(case.child, uploaded_by=case.parent, state="waiting")
    for user in (case.officer, case.manager, case.parent, *case.strangers.values()):
        with pytest.raises(NotAllowed):
            authorise(f"documents.{verb}", document, by=user)
    authorise(f"documents.{verb}", document, by=None)


def test_a_file_cannot_be_settled_without_its_child_in_hand(case):
    document = make_document(make_child(), uploaded_by=case.parent, state="clean")
    with pytest.raises(Refused, match="already “checked”"):
        document.fail_scan()


@pytest.mark.django_db(transaction=True)
def test_taking_a_file_wakes_the_worker(case, redis_url, monkeypatch):
    monkeypatch.setattr(bell, "_quiet_until", 0.0)
    store(upload(), child=case.child, by=case.parent, on=ON)
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen("celery") == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_files_are_taken_all_the_same(case, monkeypatch):
    monkeypatch.setattr(bell, "_quiet_until", 0.0)
    monkeypatch.setitem(current_app.conf, "broker_url", "redis://127.0.0.1:9/0")
    document = store(upload(), child=case.child, by=case.parent, on=ON)
    assert scan_documents() == 1
    document.refresh_from_db()
    assert document.state == "clean"
