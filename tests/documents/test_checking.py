"""Which files are taken, by what they are and not by what they say they are."""

import io
import random
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest

from documents import words
from documents.checking import DOCX, check
from policy import Refused
from tests.factories.documents import HEIC, JPEG, PDF, PNG, docx, upload

GOOD = [
    ("report.pdf", PDF, "application/pdf"),
    ("REPORT.PDF", PDF, "application/pdf"),
    ("photo.jpg", JPEG, "image/jpeg"),
    ("photo.jpeg", JPEG, "image/jpeg"),
    ("photo.png", PNG, "image/png"),
    ("photo.heic", HEIC, "image/heic"),
    ("letter.docx", docx(), DOCX),
]


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD)
def test_good_files_are_taken(name, content, media_type):
    checked = check(upload(name, content, content_type="text/html"))
    assert checked.name.lower() == name.lower()
    assert (checked.media_type, checked.content) == (media_type, content)


def refusal(name, content):
    with pytest.raises(Refused) as refused:
        check(upload(name, content))
    return refused.value.words


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
WRONG = {
    "html as pdf": ("report.pdf", HTML),
    "svg as pdf": ("report.pdf", SVG),
    "svg as png": ("photo.png", SVG),
    "html as docx": ("letter.docx", HTML),
    "png as jpeg": ("photo.jpg", PNG),
    "pdf as png": ("photo.png", PDF),
    "docx as pdf": ("report.pdf", docx()),
    "pdf as docx": ("letter.docx", PDF),
    "text": ("notes.txt", b"notes"),
    "html": ("page.html", HTML),
    "svg": ("drawing.svg", SVG),
    "gif": ("photo.gif", b"GIF89a" + bytes(20)),
    "old word": ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "old word as docx": ("letter.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "no ending": ("report", PDF),
    "a program after a pdf": ("report.pdf.exe", PDF),
    "an ending turned round": ("report\u202efdp.exe", b"MZ" + bytes(100)),
    "a program as pdf": ("report.pdf", b"MZ" + bytes(100)),
    "an archive as docx": ("letter.docx", b""),
    "a document with macros": ("letter.docx", docx(("word/vbaProject.bin", b"x"))),
    "a spreadsheet as docx": ("letter.docx", b""),
    "an archive behind a pdf": ("report.pdf", PDF + docx()),
    "an archive behind a picture": ("photo.jpg", JPEG + docx()),
    "junk before the pdf": ("report.pdf", HTML + PDF),
}


def archive(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name in names:
            zipped.writestr(name, "x")
    return made.getvalue()


WRONG["an archive as docx"] = ("letter.docx", archive("a.txt"))
WRONG["a spreadsheet as docx"] = ("letter.docx", archive("[Content_Types].xml", "xl/workbook.xml"))


@pytest.mark.parametrize("case", WRONG)
def test_other_kinds_are_refused(case):
    assert refusal(*WRONG[case]) == "The selected file must be a PDF, JPEG, PNG, HEIC or DOCX"


def test_an_empty_file_is_refused():
    assert refusal("report.pdf", b"") == "The selected file is empty"


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not():
    content = JPEG + bytes(words.LARGEST - len(JPEG))
    assert len(check(upload("photo.jpg", content)).content) == 15 * 1024 * 1024
    assert refusal("photo.jpg", content + b"\0") == "The selected file must be smaller than 15MB"


def pdf(*, encryption=None, **root):
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, value in root.items():
            document.Root[f"/{name}"] = value
        document.save(made, encryption=encryption, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def script():
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def test_a_pdf_that_asks_for_a_password_is_refused():
    locked = pdf(encryption=pikepdf.Encryption(user="secret", owner="other"))
    assert refusal("report.pdf", locked) == "The selected file is password protected"


def test_a_pdf_that_opens_without_a_password_is_taken_though_printing_is_locked():
    check(upload("report.pdf", pdf(encryption=pikepdf.Encryption(user="", owner="other"))))


def test_a_word_document_with_a_password_is_refused():
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert refusal("letter.docx", locked) == "The selected file is password protected"
    entry = bytearray(docx())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = entry.find(sign) + offset
        entry[at] |= 1
    assert refusal("letter.docx", bytes(entry)) == "The selected file is password protected"


def test_a_pdf_with_a_script_is_refused():
    assert "program or another file inside" in refusal("report.pdf", pdf(OpenAction=script()))


def test_a_script_behind_another_spelling_of_its_name_is_refused():
    plain = PDF.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /Java#53cript /JS (x) >>")
    assert b"JavaScript" not in plain
    assert "program or another file inside" in refusal("report.pdf", plain)


def test_a_pdf_that_starts_a_program_is_refused():
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    assert "program or another file inside" in refusal("report.pdf", pdf(OpenAction=action))


def test_a_pdf_with_a_file_inside_is_refused():
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["virus.exe"] = b"MZ"
        document.save(made)
    assert "program or another file inside" in refusal("report.pdf", made.getvalue())


def test_a_pdf_nothing_can_be_made_of_is_refused():
    assert refusal("report.pdf", b"%PDF-1.7\n" + bytes(500)) == words.UNREADABLE_PDF


def bomb_pdf(size):
    """Give a PDF whose table of objects unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    packed = packer.compress(bytes(1024**2)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1024**2)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += again * (size // 1024**2 - 1) + packer.flush()
    head = f"<< /Type /XRef /Size 3 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length {len(packed)} >>"
    start = b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    body = b"2 0 obj\n" + head.encode() + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return start + body + f"startxref\n{len(start)}\n%%EOF\n".encode()


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_soon():
    content = bomb_pdf(2 * 1024**3)
    print(f"{len(content):,} bytes")
    started = time.monotonic()
    assert refusal("report.pdf", content) == words.UNREADABLE_PDF
    assert time.monotonic() - started < 20
    print(f"refused after {time.monotonic() - started:.2f} s")


def lying_docx(unpacked):
    """Give a Word document whose list of entries says one of them unpacks to this many bytes."""
    content = bytearray(docx())
    struct.pack_into("<L", content, content.rfind(b"PK\x01\x02") + 24, unpacked)
    return bytes(content)


def test_a_word_document_that_unpacks_to_gigabytes_is_refused():
    assert refusal("letter.docx", lying_docx(4_000_000_000)) == words.UNREADABLE_DOCX


def test_a_real_bomb_in_a_word_document_is_refused():
    big = docx(("word/media/a.bin", bytes(151 * 1024 * 1024)))
    assert len(big) < 1024 * 1024
    assert refusal("letter.docx", big) == words.UNREADABLE_DOCX


def test_a_word_document_of_very_many_entries_is_refused_before_the_list_is_read():
    many = docx(*((f"word/{number}", b"") for number in range(3100)))
    started = time.monotonic()
    assert refusal("letter.docx", many) == words.UNREADABLE_DOCX
    print(f"refused after {time.monotonic() - started:.2f} s")


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "word\\evil", "c:evil", "word/../../x"])
def test_a_word_document_whose_entries_lead_elsewhere_is_refused(name):
    assert refusal("letter.docx", docx((name, b"x"))) == words.UNREADABLE_DOCX


def test_a_word_document_with_a_second_list_of_entries_is_refused():
    content = docx()
    end = content.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)
    assert refusal("letter.docx", content[:end] + locator + content[end:]) == words.UNREADABLE_DOCX


def test_half_a_word_document_is_refused():
    assert refusal("letter.docx", docx()[:-30]) == words.UNREADABLE_DOCX


@pytest.mark.parametrize("seed", range(20))
def test_no_damage_to_a_file_stops_the_page(seed):
    chance = random.Random(seed)
    for name, good in (("letter.docx", docx()), ("photo.png", PNG), ("photo.heic", HEIC)):
        for _ in range(30):
            bad = bytearray(good)
            for _ in range(chance.randint(1, 8)):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            try:
                check(upload(name, bytes(bad)))
            except Refused as refused:
                assert refused.words in vars(words).values()


def test_a_pdf_of_nearly_the_largest_size_with_many_pages_is_taken():
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(300):
            document.add_blank_page()
        picture = pikepdf.Stream(document, random.Random(1).randbytes(14 * 1024 * 1024))
        document.pages[0].obj["/Contents"] = document.make_indirect(picture)
        document.save(made)
    started = time.monotonic()
    check(upload("report.pdf", made.getvalue()))
    print(f"{len(made.getvalue()):,} bytes taken after {time.monotonic() - started:.2f} s")
