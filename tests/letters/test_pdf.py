"""Letters as PDF: tagged, the same each time, fetching nothing, and printed for the right person only."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.acts import NotAllowed
from letters import outbox, pdf, press
from letters.actions import mark_posted, write
from letters.kinds import (
    BoardDecision,
    ChangeOfOfficer,
    InvitationToJoin,
    MessageAlert,
    PaymentNotice,
    ReviewOutcome,
    StopNotice,
)
from letters.models import Channel, Delivery, Letter, LetterPdf
from letters.printing import print_batch
from letters.tasks import make_pdf
from policy import Refused, council
from tests.factories.people import make_officer, make_team
from tests.letters.examples import EXAMPLES, example

pytestmark = pytest.mark.django_db
State = Delivery.State
TODAY = timezone.localdate
CODE = EXAMPLES[InvitationToJoin]["join_code"]


def written(case, kind=ChangeOfOfficer, *, to=None, **changes):
    """Write an example letter by post."""
    person = to or case.carer
    own = {"child": case.child, "to": [person], "by": case.officer, "on": TODAY(), "channels": [Channel.POST]}
    [letter] = write(example(kind, **changes), **own)
    return letter


def text_of(printed):
    """Give the text of a PDF, its lines joined."""
    pages = pypdf.PdfReader(BytesIO(bytes(printed))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(
    "kind",
    [ChangeOfOfficer, BoardDecision, PaymentNotice, ReviewOutcome, StopNotice],
    ids=lambda kind: kind.code,
)
def test_a_pdf_is_tagged_titled_and_in_our_language(case, tmp_path, kind):
    kept = pdf.kept(written(case, kind))
    with pikepdf.open(BytesIO(bytes(kept.pdf))) as opened:
        assert opened.Root.MarkInfo.Marked and opened.Root.StructTreeRoot
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo["/Title"]) == kind.title
        assert kept.pages == len(opened.pages)
    path = tmp_path / "letter.pdf"
    path.write_bytes(bytes(kept.pdf))
    checked = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(path)], capture_output=True, text=True, check=False
    )
    assert "PASS" in checked.stdout, checked.stdout + checked.stderr


def test_a_pdf_says_what_the_letter_says_on_the_councils_paper(case):
    letter, body = written(case), council()
    text = text_of(pdf.kept(letter).pdf)
    for each in (
        *case.carer.postal_lines,
        body.name,
        body.email,
        ChangeOfOfficer.title,
        "Kim Lane",
        letter.reference,
        "Page 1 of",
    ):
        assert each in text, each


def test_a_table_of_many_lines_goes_on_over_the_pages_under_its_headers(case):
    payments = tuple((TODAY() + timedelta(weeks=4 * number), f"£{number}.01") for number in range(60))
    text = text_of(pdf.make(written(case, PaymentNotice, payments=payments)))
    assert all(f"£{number}.01" in text for number in range(60))
    assert text.count("Day Payment") >= 2


def test_table_headers_say_what_they_head():
    html = (
        '<!DOCTYPE html><html lang="en-GB"><title>T</title><h1>T</h1><table>'
        "<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th>C</th><td>1</td></tr></tbody></table>"
    )
    found = []
    with pikepdf.open(BytesIO(press.print_html(html))) as opened:
        found = [
            str(each.A.Scope)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH"
        ]
    assert sorted(found) == ["/Column", "/Column", "/Row"]


def test_the_same_letter_gives_the_same_bytes(case):
    letter = written(case)
    assert pdf.make(letter) == pdf.make(letter)


def test_a_pdf_is_made_once_and_never_changes(case):
    letter = written(case)
    assert pdf.kept(letter) == pdf.kept(letter)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterPdf.objects.update(sha256="")


HOSTILE = """<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x">
<img src="data:image/png;base64,AAAA">
<link rel="attachment" href="file:///etc/passwd"><link rel="stylesheet" href="http://127.0.0.1:1/s">
<style>@import "file:///etc/hosts"; @font-face { font-family: x; src: url(http://127.0.0.1:1/f) }
p { background: url(file:///etc/passwd) }</style><object data="file:///etc/passwd"></object>"""


def test_hostile_words_appear_as_words(case):
    letter = written(case, MessageAlert, words=HOSTILE)
    text = text_of(pdf.kept(letter).pdf)
    assert "file:///etc/passwd" in text and "@import" in text and "root:" not in text


# In a process of its own, since a hook that watches what is opened can never be taken off again.
GUARD = """
import sys
from letters import press
press.print_html(press.WARM_UP)
touched = []
def watch(event, args):
    away = event in ("socket.connect", "socket.getaddrinfo", "urllib.Request")
    if away or event == "open" and str(args[0]).startswith("/etc/"):
        touched.append((event, str(args[0])))
sys.addaudithook(watch)
assert press.print_html(sys.stdin.read()).startswith(b"%PDF")
print("touched", touched)
"""


def test_nothing_is_fetched_even_if_hostile_words_were_not_escaped(repository):
    page = f'<!DOCTYPE html><html lang="en-GB"><title>T</title><body>{HOSTILE}<p>End</p>'
    command = [sys.executable, "-c", GUARD]
    ran = subprocess.run(command, input=page, capture_output=True, text=True, check=True, cwd=repository)
    assert ran.stdout.strip() == "touched []"


def test_the_worker_makes_a_pdf_on_demand(case, silent_bell, monkeypatch):
    rung = []
    monkeypatch.setattr(pdf, "ring", lambda *call: rung.append(call))
    letter = written(case)
    assert pdf.ready(letter) is None
    assert rung == [("letters.tasks.make_pdf", letter.pk)]
    make_pdf(letter.pk)
    assert pdf.ready(letter) == letter.pdf
    assert len(rung) == 1


@pytest.fixture
def queue(case, smtp_server):
    """Give a function that puts example letters into the print queue."""

    def fill(*kinds, **more):
        letters = [written(case, kind, **more) for kind in kinds]
        outbox.deliver()
        return list(Delivery.objects.filter(letter__in=letters).order_by("id"))

    return fill


def test_a_batch_is_every_letter_on_sheets_of_its_own(case, queue):
    batch = queue(ChangeOfOfficer, MessageAlert)
    printed = print_batch(batch, by=case.officer)
    sheets = [LetterPdf.objects.get(letter=each.letter).pages for each in batch]
    assert len(pypdf.PdfReader(BytesIO(printed)).pages) == sum(pages + pages % 2 for pages in sheets)
    text = text_of(printed)
    assert text.index(batch[0].letter.reference) < text.index(batch[1].letter.reference)


def test_a_code_is_printed_and_kept_nowhere(case, queue):
    [delivery] = queue(InvitationToJoin)
    assert CODE not in text_of(LetterPdf.objects.get().pdf) and CODE not in Letter.objects.get().html
    assert CODE in text_of(print_batch([delivery], by=case.officer))
    mark_posted([delivery], on=TODAY(), by=case.officer)
    delivery.refresh_from_db()
    assert delivery.secret is None


def test_a_letter_goes_to_the_address_of_the_day_it_is_printed(case, queue):
    [delivery] = queue(ChangeOfOfficer)
    kept = bytes(LetterPdf.objects.get().pdf)
    case.carer.address = "9 New Road\nWealdham"
    case.carer.save()
    assert "9 New Road" in text_of(print_batch([delivery], by=case.officer))
    assert bytes(LetterPdf.objects.get().pdf) == kept


def test_a_letter_to_somebody_whose_link_has_ended_is_not_printed(case, queue):
    [delivery] = queue(ChangeOfOfficer)
    case.child.links.update(to_on=TODAY() - timedelta(days=1))
    with pytest.raises(Refused, match="nothing left to print"):
        print_batch([delivery], by=case.officer)
    delivery.refresh_from_db()
    assert delivery.state == State.WITHDRAWN


def test_nobody_else_prints(case, queue):
    [delivery] = queue(ChangeOfOfficer)
    for user in (case.user, make_officer(team=make_team())):
        with pytest.raises(NotAllowed):
            print_batch([delivery], by=user)
