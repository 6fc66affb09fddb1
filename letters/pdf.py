"""A letter as a tagged PDF: made once and kept, and made again with its secret only for the print queue."""

import atexit
import hashlib
import json
import os
import subprocess
import sys
import threading
from io import BytesIO

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from audit.bell import ring
from letters.models import LetterPdf
from letters.press import read_block, write_block
from letters.rendering import render, words_of
from policy import council


class PressFailed(Exception):
    """A letter that could not be made into a PDF, or not in time."""


class Press:
    """The press process, started when first needed and again after it died."""

    def __init__(self):
        self._process, self._pid, self._lock = None, None, threading.Lock()

    def print(self, html):
        """Give the PDF of a page."""
        order = json.dumps({"html": html, "seconds": settings.LETTERS_PDF_SECONDS}).encode()
        with self._lock:
            process = self._running()
            try:
                write_block(process.stdin, order)
                answer = read_block(process.stdout)
            except OSError:
                answer = None
            if answer is None:
                self.stop()
                raise PressFailed("the PDF took too long")
        if answer[:1] != b"+":
            raise PressFailed(f"the PDF could not be made: {answer[1:].decode()}")
        return answer[1:]

    def _running(self):
        # A forked worker must not share its parent's press: the two would read each other's letters.
        if self._process is None or self._pid != os.getpid() or self._process.poll() is not None:
            command = [sys.executable, "-m", "letters.press"]
            pipe, env = subprocess.PIPE, {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"}
            self._process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=settings.BASE_DIR, env=env
            )
            self._pid = os.getpid()
        return self._process

    def stop(self):
        """End the process."""
        if self._process and self._pid == os.getpid():
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()
        self._process = None


_press = Press()
atexit.register(_press.stop)


def make(letter, secrets=None):
    """Print a letter on the council's paper; with its secrets when they are given."""
    words = words_of(letter, secrets) if secrets else render(letter)
    address = letter.addressee.postal_lines or [letter.addressee.name]
    context = {"letter": letter, "words": words, "address": address, "council": council(letter.written_on)}
    return _press.print(render_to_string("letters/print.html", context))


def kept(letter):
    """Give the letter's PDF, made and kept the first time it is asked for."""
    found = LetterPdf.objects.filter(letter=letter).first()
    if found:
        return found
    printed = make(letter)
    with pikepdf.open(BytesIO(printed)) as opened:
        pages = len(opened.pages)
    row = LetterPdf(
        letter=letter,
        pdf=printed,
        sha256=hashlib.sha256(printed).hexdigest(),
        pages=pages,
        address="\n".join(letter.addressee.postal_lines),
        made_at=timezone.now(),
    )
    LetterPdf.objects.bulk_create([row], ignore_conflicts=True)
    return LetterPdf.objects.get(letter=letter)


def ready(letter):
    """Give the letter's PDF if it has been made; otherwise ask the worker for it and give None."""
    found = LetterPdf.objects.filter(letter=letter).first()
    if found is None:
        ring("letters.tasks.make_pdf", letter.pk)
    return found


def for_post(letter, secrets=None):
    """Give what goes into the envelope: the kept PDF, unless it has a secret or the address has changed."""
    if secrets:
        return make(letter, secrets)
    pdf = kept(letter)
    if pdf.address == "\n".join(letter.addressee.postal_lines):
        return bytes(pdf.pdf)
    return make(letter)


def merged(printed):
    """Join PDFs for a printer that prints on both sides."""
    with pikepdf.new() as batch:
        for each in printed:
            with pikepdf.open(BytesIO(each)) as one:
                batch.pages.extend(one.pages)
                # Otherwise the next family's letter would begin on the back of this one.
                if len(one.pages) % 2:
                    batch.add_blank_page(page_size=(595, 842))
        out = BytesIO()
        batch.save(out)
    return out.getvalue()
