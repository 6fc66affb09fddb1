"""The virus scan, against a real ClamAV, and what happens while it is away."""

import os
import socket
import threading
import time
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from audit import bell
from audit.models import Event, JobRun
from documents import scanning, tasks
from documents.actions import store
from documents.models import Document
from documents.scanning import ScannerAway, Verdict, scan
from documents.tasks import scan_documents, sweep_orphans
from tests.factories.documents import EICAR, HEIC, JPEG, PDF, PNG, docx, make_document, upload
from tests.factories.people import make_child
from tests.factories.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_store():
    """Begin with an empty store."""
    for folder in default_storage.listdir("")[0]:
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")


@pytest.fixture
def scanner_away(settings):
    """Point the settings at a port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.CLAMD_URL = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        yield


@pytest.fixture
def scanner_that(settings):
    """Give a function that puts a scanner in place: it answers as told, to a whole file or its beginning."""
    servers = []

    def put(answer, *, whole=True):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def serve():
            try:
                while True:
                    caller, _ = server.accept()
                    with caller:
                        caller.settimeout(5)
                        while not caller.recv(1 << 20).endswith(bytes(4)) and whole:
                            pass
                        caller.sendall(answer)
                        while not whole and caller.recv(1 << 20):
                            pass
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.getsockname()[1]}"

    yield put
    for server in servers:
        server.close()


@pytest.mark.parametrize("content", [PDF, JPEG, PNG, HEIC, docx()])
def test_good_files_are_clean(content):
    assert scan(content) == Verdict(is_clean=True)


@pytest.mark.parametrize("content", [EICAR, docx(("word/media/picture.png", EICAR))])
def test_the_test_virus_is_found(content):
    verdict = scan(content)
    assert not verdict.is_clean
    assert verdict.found.startswith("Eicar-Test-Signature")


def test_the_largest_file_is_scanned():
    started = time.monotonic()
    assert scan(bytes(15 * 1024 * 1024)).is_clean
    print(f"15MB scanned in {time.monotonic() - started:.2f} s")


def test_no_answer_is_never_taken_for_clean(scanner_that):
    for answer in (
        b"",
        b"OK",
        b"stream: OK and more",
        b"INSTREAM: busy ERROR\0",
        b"\xff\xfe",
        b"stream: FOUND",
    ):
        scanner_that(answer)
        with pytest.raises(ScannerAway):
            scan(PDF)


def test_a_file_larger_than_the_scanner_takes_is_not_clean(scanner_that):
    scanner_that(b"INSTREAM size limit exceeded. ERROR\0", whole=False)
    assert scan(bytes(5_000_000)) == Verdict(trouble="larger than the scanner takes")


def test_a_scanner_that_does_not_answer_in_time_is_away(settings, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    silent = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
    with silent:
        with scanning._connect() as connection:
            assert connection.gettimeout() == 0.2
        with pytest.raises(ScannerAway, match="TimeoutError"):
            scan(PDF)


def test_a_scanner_on_a_socket_in_the_file_system(settings, tmp_path):
    path = str(tmp_path / "clamd.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def answer():
            with server.accept()[0] as caller:
                while not caller.recv(1 << 20).endswith(bytes(4)):
                    pass
                caller.sendall(b"stream: OK\0")

        threading.Thread(target=answer, daemon=True).start()
        settings.CLAMD_URL = f"unix://{path}"
        assert scan(PDF).is_clean
    settings.CLAMD_URL = f"unix://{tmp_path}/none"
    with pytest.raises(ScannerAway):
        scan(PDF)


def waiting(case, content=PDF, **fields):
    return make_document(case.child, uploaded_by=case.parent, content=content, state="waiting", **fields)


def test_waiting_files_are_scanned_and_infected_bytes_go(case):
    good, bad = waiting(case), waiting(case, EICAR)
    assert scan_documents() == 2
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == ("clean", "infected")
    assert bad.found.startswith("Eicar")
    assert default_storage.exists(good.stored_as)
    assert not default_storage.exists(bad.stored_as)
    assert scan_documents() == 0


def test_one_call_scans_so_many_and_the_next_goes_on(case, monkeypatch):
    monkeypatch.setattr(tasks, "MOST_A_CALL", 2)
    for _ in range(3):
        waiting(case)
    assert [scan_documents(), scan_documents(), scan_documents()] == [2, 1, 0]


def test_while_the_scanner_is_away_files_wait_longer_and_longer_and_stay_closed(case, scanner_away):
    document = waiting(case)
    pauses = []
    for _ in range(8):
        assert scan_documents() == 0
        document.refresh_from_db()
        assert document.state == "waiting"
        pauses.append(round((document.next_scan_at - timezone.now()).total_seconds()))
        assert scan_documents() == 0, "not due yet"
        Document.objects.update(next_scan_at=timezone.now())
    assert pauses == sorted(pauses)
    assert 20 < pauses[0] < 60
    assert pauses[-1] == tasks.LONGEST_PAUSE.total_seconds()
    assert not Event.objects.exists()


def test_one_file_put_off_does_not_put_off_the_others(case, scanner_away):
    first, second = waiting(case), waiting(case)
    scan_documents()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.scan_tries, second.scan_tries) == (1, 0)


def test_when_the_scanner_is_back_the_files_are_scanned(case, settings):
    clamd, settings.CLAMD_URL = settings.CLAMD_URL, "tcp://127.0.0.1:9"
    document = waiting(case)
    scan_documents()
    settings.CLAMD_URL = clamd
    Document.objects.update(next_scan_at=timezone.now())
    assert scan_documents() == 1
    document.refresh_from_db()
    assert document.state == "clean"


def test_bytes_that_are_gone_or_changed_are_never_clean(case):
    gone, changed = waiting(case), waiting(case)
    default_storage.delete(gone.stored_as)
    default_storage.delete(changed.stored_as)
    default_storage.save(changed.stored_as, ContentFile(PDF + b"x"))
    assert scan_documents() == 2
    assert set(Document.objects.values_list("state", flat=True)) == {"unreadable"}
    assert set(Document.objects.values_list("found", flat=True)) == {
        "the file is not in the store",
        "the file is not as it was when it was uploaded",
    }


def test_a_worker_that_died_gives_a_file_up_after_its_lease(case, monkeypatch):
    waiting(case)

    def die(content):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(tasks, "scan", die)
        scan_documents()
    assert scan_documents() == 0
    Document.objects.update(next_scan_at=timezone.now())
    assert scan_documents() == 1


def test_several_workers_scan_each_file_once(case):
    for _ in range(24):
        waiting(case)
    settled = []

    def work():
        try:
            settled.append(scan_documents())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    # A file whose child another worker held just then waits for the next call.
    Document.objects.filter(state="waiting").update(next_scan_at=timezone.now())
    settled.append(scan_documents())
    assert sum(settled) == 24
    assert Event.objects.filter(kind="documents.scanned").count() == 24
    assert set(Document.objects.values_list("state", flat=True)) == {"clean"}


def age(name, days):
    path = default_storage.path(name)
    then = time.time() - days * 86400
    os.utime(path, (then, then))


def test_the_sweep_deletes_old_bytes_no_row_knows_and_nothing_else(case):
    kept, infected = waiting(case), make_document(case.child, uploaded_by=case.parent, state="infected")
    orphan = default_storage.save("2026-11/orphan", ContentFile(b"x"))
    fresh = default_storage.save("2026-11/fresh", ContentFile(b"x"))
    for name in (kept.stored_as, infected.stored_as, orphan):
        age(name, 2)
    assert sweep_orphans() == 2
    assert [default_storage.exists(name) for name in (kept.stored_as, fresh, infected.stored_as, orphan)] == [
        True,
        True,
        False,
        False,
    ]
    assert JobRun.objects.get().counts == {"deleted": 2}
    assert sweep_orphans() is None


def test_the_sweep_of_a_store_that_was_never_used(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "none")},
        },
    }
    assert sweep_orphans() == 0


def test_the_worker_scans_what_a_family_sends(case, celery_worker_process, monkeypatch):
    monkeypatch.setattr(bell, "_quiet_until", 0.0)
    celery_worker_process()
    good = store(upload(), child=case.child, by=case.parent, on=date(2026, 11, 21))
    end = time.monotonic() + 20
    while time.monotonic() < end and good.state == "waiting":
        time.sleep(0.1)
        good.refresh_from_db()
    assert good.state == "clean"
    assert Event.objects.filter(kind="documents.scanned", about_id=good.pk).count() == 1


def test_a_file_another_worker_has_in_hand_is_passed_by(case):
    first = waiting(case)
    second = make_document(make_child(), uploaded_by=case.parent, state="waiting")
    held, scanned = threading.Event(), threading.Event()

    def other_worker():
        with transaction.atomic():
            Document.objects.select_for_update().get(pk=first.pk)
            held.set()
            assert scanned.wait(10)

    def worker():
        assert held.wait(10)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return scan_documents()
        finally:
            scanned.set()

    assert at_once(other_worker, worker) == [None, 1]
    second.refresh_from_db()
    assert second.state == "clean"
