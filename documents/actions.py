"""Acts about files: taking one, opening one, and what the virus scan said."""

import hashlib
import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from audit.acts import NotAllowed, authorise, child_id_of, hold, look, record
from audit.bell import ring_on_commit
from documents import words
from documents.checking import RULE, Checked, check
from documents.models import Document
from people.models import Child
from policy import Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """A file that was checked, and where its bytes are kept; it is nobody's until it is filed."""

    file: Checked
    stored_as: str


def store(upload, *, child, by, on, about=None):
    """Take a file about a child: checked, kept under a random name, closed until it is scanned."""
    authorise("documents.store", child, by=by)
    _refuse_anothers(about, child)
    return file_received(receive(upload, child=child, by=by, on=on), child=child, about=about, by=by, on=on)


def receive(upload, *, child, by, on):
    """Check a file and keep its bytes, before anybody's record is held: nobody waits for a large file.

    The bytes are written first and the row after, so there is never a row without its bytes; bytes whose row
    did not come are swept.
    """
    authorise("documents.store", child, by=by)
    return _received(upload, by=by, on=on)


def store_with(about, upload, *, by, on):
    """Take a file that belongs to a record, as `store`, for an act of a floor above that has asked who may.

    The same file from the same person, as when a button is pressed twice, is one file.
    """
    received = _received(upload, by=by, on=on)
    with transaction.atomic():
        child = hold(Child(pk=child_id_of(about)))
        same = Document.objects.about(about).filter(uploaded_by=by, sha256=received.file.sha256)
        earlier = same.filter(state__in=(Document.State.WAITING, Document.State.CLEAN)).first()
        return earlier or _filed(received, child=child, about=about, by=by, on=on)


def _received(upload, *, by, on):
    if not by.is_staff and _uploaded_today(by) >= words.MOST_A_DAY:
        raise Refused(RULE, words.TOO_MANY_TODAY)
    file = check(upload)
    return Received(file=file, stored_as=_keep(file, on))


def _refuse_anothers(about, child):
    if about is not None and child_id_of(about) != child.pk:
        raise NotAllowed("documents.store")


def _uploaded_today(user):
    since = timezone.now() - timedelta(days=1)
    return Document.objects.filter(uploaded_by=user, uploaded_at__gt=since).count()


def _keep(file, on):
    """Write the bytes under a random name, in a folder of the month."""
    try:
        return default_storage.save(f"{on:%Y-%m}/{uuid.uuid4().hex}", ContentFile(file.content))
    except OSError as problem:
        log.exception("a file could not be kept")
        raise Refused(RULE, words.FAILED) from problem


@transaction.atomic
def file_received(received, *, child, by, on, about=None):
    """File what was received with a child's record, perhaps about one of the records in it."""
    child = hold(child)
    authorise("documents.store", child, by=by)
    _refuse_anothers(about, child)
    return _filed(received, child=child, about=about, by=by, on=on)


def _filed(received, *, child, about, by, on):
    file, now = received.file, timezone.now()
    document = Document.objects.create(
        child=child,
        about_type=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=file.sha256,
        stored_as=received.stored_as,
        uploaded_by=by,
        uploaded_at=now,
        next_scan_at=now,
    )
    record("documents.stored", by=by, about=document, on=on, name=file.name, sha256=file.sha256)
    ring_on_commit("documents.tasks.scan_documents")
    return document


def open_clean(document, *, by):
    """Give a clean file's bytes, name and media type to somebody who may open it; the look is logged."""
    authorise("documents.open", document, by=by)
    return read_clean(document, by=by)


def read_clean(document, *, by):
    """Give a clean file as `open_clean`, for an act of a floor above that has asked who may."""
    document = Document.objects.get(pk=document.pk)
    refusal = {
        Document.State.WAITING: words.STILL_WAITING,
        Document.State.INFECTED: words.INFECTED,
        Document.State.UNREADABLE: words.UNREADABLE,
    }.get(document.state)
    if refusal:
        raise Refused(RULE, refusal)
    try:
        content = bytes_of(document)
    except OSError as problem:
        log.exception("document %s could not be read from the store", document.pk)
        raise Refused(RULE, words.AWAY) from problem
    if hashlib.sha256(content).hexdigest() != document.sha256:
        log.error("document %s is not as it was when it was uploaded", document.pk)
        raise Refused(RULE, words.CHANGED)
    look(by=by, what="documents.opened", about=document)
    return content, document.name, document.media_type


def bytes_of(document):
    """Read a document's bytes from the store, never more than we take."""
    with default_storage.open(document.stored_as) as file:
        return file.read(words.LARGEST + 1)


@transaction.atomic
def settle_scan(document, verdict, *, on):
    """Write down what the scanner said: only then can a clean file be opened.

    The bytes of an infected file are deleted once the row says so. None when it is settled already, or when
    somebody is at work on the child: a sweep does not wait.
    """
    document = hold(document, skip_locked=True)
    if document is None or document.state != Document.State.WAITING:
        return None
    document.scanned_at, document.found = timezone.now(), (verdict.found or verdict.trouble)[:200]
    kind = _move(document, verdict)
    document.save()
    if document.state == Document.State.INFECTED:
        transaction.on_commit(lambda: forget_bytes(document.stored_as))
    record(kind, by=None, about=document, on=on, found=document.found)
    return document


def _move(document, verdict):
    if verdict.is_clean:
        authorise("documents.pass_scan", document, by=None)
        document.pass_scan()
        return "documents.scanned"
    if verdict.found:
        authorise("documents.fail_scan", document, by=None)
        document.fail_scan()
        return "documents.infected"
    authorise("documents.give_up_scan", document, by=None)
    document.give_up_scan()
    return "documents.unreadable"


def forget_bytes(stored_as):
    """Delete bytes from the store and say whether they are gone; if not, the sweep tries again."""
    try:
        default_storage.delete(stored_as)
    except OSError:
        log.exception("bytes could not be deleted from the store")
        return False
    return True
