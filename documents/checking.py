"""What a file is, by its content, and whether we take it. Nothing is decoded here, and nothing unpacked."""

import hashlib
import io
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import magic

from documents import pdf_inside, words
from documents.names import clean_name, ending_of
from policy import Refused

RULE = "documents"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# For each ending: the media type we keep, and what the content may look like.
_KINDS = {
    "pdf": ("application/pdf", {"application/pdf"}),
    "png": ("image/png", {"image/png"}),
    "docx": (DOCX, {DOCX, "application/zip"}),
    **dict.fromkeys(("jpg", "jpeg"), ("image/jpeg", {"image/jpeg"})),
    **dict.fromkeys(
        ("heic", "heif"),
        ("image/heic", {"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"}),
    ),
}
ENDINGS = tuple(_KINDS)
MEDIA_TYPES = tuple({media_type for media_type, _ in _KINDS.values()})

# A report with pictures has some hundred entries; pictures do not shrink, so 15MB never grows to 150.
_MOST_ENTRIES = 3000
_LARGEST_DIRECTORY = 1024 * 1024
_LARGEST_UNPACKED = 150 * 1024 * 1024
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE = 22
_ZIP64 = b"PK\x06\x07"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_PASSWORD = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Checked:
    """A file we take: its cleaned name, what it is, and its bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self):
        """The digest its bytes are recognised by."""
        return hashlib.sha256(self.content).hexdigest()


def check(upload):
    """Give a file we take, or refuse it with words that say what to do."""
    name = clean_name(upload.name or "")
    kind = _KINDS.get(ending_of(name))
    if kind is None:
        raise Refused(RULE, words.WRONG_KIND)
    media_type, looks = kind
    content = _read(upload)
    if media_type == DOCX and content.startswith(_OLE) and _OLE_PASSWORD in content:
        raise Refused(RULE, words.PASSWORD)
    if magic.from_buffer(content, mime=True) not in looks:
        raise Refused(RULE, words.WRONG_KIND)
    if media_type == DOCX:
        _check_docx(content)
    elif zipfile.is_zipfile(io.BytesIO(content)):  # a picture or PDF that is an archive too
        raise Refused(RULE, words.WRONG_KIND)
    if media_type == "application/pdf":
        _check_pdf(content)
    return Checked(name, media_type, content)


def _read(upload):
    upload.seek(0)
    content = upload.read(words.LARGEST + 1)
    if not content:
        raise Refused(RULE, words.EMPTY)
    if len(content) > words.LARGEST:
        raise Refused(RULE, words.TOO_LARGE)
    return content


def _check_pdf(content):
    command = [sys.executable, "-I", str(Path(pdf_inside.__file__))]
    try:
        status = subprocess.run(
            command, input=content, capture_output=True, timeout=2 * pdf_inside.SECONDS, env={}
        ).returncode
    except subprocess.TimeoutExpired:
        status = pdf_inside.UNREADABLE
    refusals = {pdf_inside.PASSWORD: words.PASSWORD, pdf_inside.ACTIVE: words.ACTIVE_PDF}
    if status != pdf_inside.PLAIN:
        raise Refused(RULE, refusals.get(status, words.UNREADABLE_PDF))


def _check_docx(content):
    if not _has_small_directory(content):
        raise Refused(RULE, words.UNREADABLE_DOCX)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as problem:
        raise Refused(RULE, words.UNREADABLE_DOCX) from problem
    names = {entry.filename.lower() for entry in entries}
    if not {"[content_types].xml", "word/document.xml"} <= names:
        raise Refused(RULE, words.WRONG_KIND)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(RULE, words.PASSWORD)
    if any(name.endswith("vbaproject.bin") for name in names):  # a document with macros under another ending
        raise Refused(RULE, words.WRONG_KIND)
    if any(map(_leads_astray, names)) or sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED:
        raise Refused(RULE, words.UNREADABLE_DOCX)


def _has_small_directory(content):
    """Say whether the archive's list of entries is short, before anything reads the list itself."""
    start = len(content) - _ZIP_END_SIZE
    if content[start : start + 4] != _ZIP_END or content[-2:] != b"\0\0":
        start = content.rfind(_ZIP_END, max(0, start - 0xFFFF))
    if start < 0 or start + _ZIP_END_SIZE > len(content):
        return False
    if content[max(0, start - 20) :].startswith(_ZIP64):  # only needed beyond four gigabytes
        return False
    entries, size = struct.unpack_from("<10xHL", content, start)
    return entries <= _MOST_ENTRIES and size <= _LARGEST_DIRECTORY


def _leads_astray(name):
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
