"""The store on an S3 server, over real HTTP."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from documents import tasks
from documents.actions import open_clean, store
from documents.models import Document
from documents.stores import S3Store
from policy import Refused
from portal import environment
from tests.documents.s3 import KEY, S3Server
from tests.factories.documents import EICAR, PDF, docx, upload

ON = date(2026, 11, 21)


@pytest.fixture
def server():
    with S3Server() as server:
        yield server


@pytest.fixture
def bucket(server):
    return S3Store(endpoint=server.endpoint, bucket="documents", key=KEY, secret="secret")


def test_bytes_go_in_and_come_back(bucket, server):
    name = bucket.save("2026-11/a", ContentFile(b"x" * 3_000_000))
    assert server.objects == {"2026-11/a": b"x" * 3_000_000}
    with bucket.open(name) as kept:
        assert kept.read() == b"x" * 3_000_000
    assert bucket.size(name) == 3_000_000
    assert timezone.now() - bucket.get_modified_time(name) < timedelta(minutes=1)


def test_nothing_is_made_public(bucket, server):
    bucket.save("2026-11/a", ContentFile(b"x"))
    assert not any("acl" in name.lower() for headers in server.headers for name in headers)
    with pytest.raises(NotImplementedError):
        bucket.url("2026-11/a")


def test_a_name_that_is_taken_is_not_written_over(bucket, server):
    bucket.save("a", ContentFile(b"first"))
    other = bucket.save("a", ContentFile(b"second"))
    assert (server.objects["a"], server.objects[other]) == (b"first", b"second")


def test_what_is_not_there(bucket):
    assert not bucket.exists("none")
    bucket.delete("none")
    with pytest.raises(FileNotFoundError):
        bucket.open("none")
    with pytest.raises(ValueError, match="written once"):
        bucket.open("none", "wb")


def test_folders_are_listed_page_by_page(bucket):
    for name in ("2026-10/a", "2026-11/a", "2026-11/b", "2026-11/c", "2026-11/d", "top"):
        bucket.save(name, ContentFile(b"x"))
    assert set(bucket.listdir("")[0]) == {"2026-10", "2026-11"}
    assert bucket.listdir("")[1] == ["top"]
    assert bucket.listdir("2026-11") == ([], ["a", "b", "c", "d"])


@pytest.mark.parametrize("status", [403, 500])
def test_a_store_that_refuses_is_one_kind_of_trouble(bucket, server, status):
    server.refuse = status
    for act in (
        lambda: bucket.open("a"),
        lambda: bucket.save("a", ContentFile(b"x")),
        lambda: bucket.delete("a"),
        lambda: bucket.listdir("a"),
    ):
        with pytest.raises(OSError) as trouble:
            act()
        assert not isinstance(trouble.value, FileNotFoundError)


def test_a_wrong_key_is_trouble_too(server):
    with pytest.raises(OSError, match="403"):
        S3Store(endpoint=server.endpoint, bucket="documents", key="other", secret="x").open("a")


def test_a_server_that_is_away_is_trouble(server):
    away = S3Store(endpoint="http://127.0.0.1:9", bucket="documents", key=KEY, secret="secret")
    with pytest.raises(OSError, match="did not answer"):
        away.open("a")


def test_the_address_in_the_environment_leads_to_the_store(monkeypatch):
    monkeypatch.setenv("DOCUMENTS_URL", "s3://key:se%2Fcret@store.wealdshire.example:9000/documents")
    made = environment.documents()
    assert made["BACKEND"] == "documents.stores.S3Store"
    store = S3Store(**made["OPTIONS"])
    assert store.bucket == "documents"
    assert store._client.meta.endpoint_url == "https://store.wealdshire.example:9000"


@pytest.fixture
def on_s3(server, settings):
    """Put the whole service on the S3 server."""
    options = {"endpoint": server.endpoint, "bucket": "documents", "key": KEY, "secret": "secret"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "documents.stores.S3Store", "OPTIONS": options},
    }
    assert isinstance(storages["default"], S3Store)
    return server


@pytest.mark.django_db(transaction=True)
def test_a_file_is_given_scanned_and_opened_on_s3(case, on_s3):
    good = store(upload(), child=case.child, by=case.parent, on=ON)
    bad = store(upload("a.docx", docx(("word/x", EICAR))), child=case.child, by=case.parent, on=ON)
    assert set(on_s3.objects) == {good.stored_as, bad.stored_as}
    assert tasks.scan_documents() == 2
    assert bytes(open_clean(good, by=case.officer)[0]) == PDF
    with pytest.raises(Refused, match="virus"):
        open_clean(bad, by=case.officer)
    assert set(on_s3.objects) == {good.stored_as}


@pytest.mark.django_db(transaction=True)
def test_orphans_are_swept_on_s3(case, on_s3, monkeypatch):
    kept = store(upload(), child=case.child, by=case.parent, on=ON)
    default_storage.save("2026-11/orphan", ContentFile(b"x"))
    monkeypatch.setattr(tasks, "ORPHAN_AFTER", timedelta(0) - timedelta(minutes=1))
    assert tasks.sweep_orphans() == 1
    assert set(on_s3.objects) == {kept.stored_as}


@pytest.mark.django_db
def test_while_s3_is_away_files_wait_and_people_are_told(case, on_s3):
    document = store(upload(), child=case.child, by=case.parent, on=ON)
    on_s3.refuse = 500
    assert tasks.scan_documents() == 0
    document.refresh_from_db()
    assert document.state == "waiting"
    with pytest.raises(Refused, match="try again"):
        store(upload(), child=case.child, by=case.parent, on=ON)
    assert Document.objects.count() == 1
