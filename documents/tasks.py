"""What the worker does about files; when is in portal/celery.py."""

import hashlib
import logging
from datetime import timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.jobs import job
from documents.actions import bytes_of, forget_bytes, settle_scan
from documents.models import Document
from documents.scanning import ScannerAway, Verdict, scan

log = logging.getLogger(__name__)

# While one worker scans a file no other takes it; a worker that died gives it up by not coming back in time.
LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=15)
# One call does not keep the worker from letters for long; the rest is found by the next.
MOST_A_CALL = 100
# Bytes are written before their row; a day is far longer than any upload takes.
ORPHAN_AFTER = timedelta(days=1)


@shared_task
def scan_documents():
    """Have every file that waits scanned, oldest first, and give how many were settled.

    Several workers share the work. While the scanner is away files stay closed and wait, each for longer.
    """
    settled = 0
    for _ in range(MOST_A_CALL):
        document = _claim()
        if document is None:
            break
        try:
            verdict = _scan(document)
        except (ScannerAway, OSError) as problem:
            log.warning("document %s waits: %s", document.pk, problem)
            _put_off(document)
            break
        if settle_scan(document, verdict, on=timezone.localdate()):
            settled += 1
        else:
            _put_off(document)
    return settled


@transaction.atomic
def _claim():
    now = timezone.now()
    due = Document.objects.filter(state=Document.State.WAITING).filter(
        Q(next_scan_at=None) | Q(next_scan_at__lte=now)
    )
    document = due.order_by("next_scan_at", "id").select_for_update(skip_locked=True, no_key=True).first()
    if document:
        document.scan_tries += 1
        document.next_scan_at = now + LEASE
        document.save(update_fields=["scan_tries", "next_scan_at"])
    return document


def _scan(document):
    try:
        content = bytes_of(document)
    except FileNotFoundError:
        return Verdict(trouble="the file is not in the store")
    if hashlib.sha256(content).hexdigest() != document.sha256:
        return Verdict(trouble="the file is not as it was when it was uploaded")
    return scan(content)


def _put_off(document):
    pause = min(timedelta(seconds=15 * 2 ** min(document.scan_tries, 10)), LONGEST_PAUSE)
    Document.objects.filter(pk=document.pk, state=Document.State.WAITING).update(
        next_scan_at=timezone.now() + pause
    )


@shared_task
def sweep_orphans():
    """Delete bytes no row knows and bytes of infected files, once a day; give how many."""
    today = timezone.localdate()
    with job("documents.sweep_orphans", today) as run:
        if run is None:
            return None
        run.counts = {"deleted": sum(map(_sweep_folder, _folders()))}
        return run.counts["deleted"]


def _folders():
    try:
        return default_storage.listdir("")[0]
    except FileNotFoundError:  # nothing was ever uploaded
        return []


def _sweep_folder(folder):
    names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    kept = Document.objects.exclude(state=Document.State.INFECTED).filter(stored_as__startswith=f"{folder}/")
    orphans = names - set(kept.values_list("stored_as", flat=True))
    return sum(_is_old(name) and forget_bytes(name) for name in orphans)


def _is_old(name):
    try:
        return timezone.now() - default_storage.get_modified_time(name) > ORPHAN_AFTER
    except FileNotFoundError:  # another sweep was quicker
        return False
