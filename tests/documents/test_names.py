"""Names of files, cleaned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.names import LONGEST, clean_name, ending_of

NAMES = {
    "report.pdf": "report.pdf",
    "Report of Ms. Ferry (final).PDF": "Report of Ms. Ferry (final).pdf",
    "Bericht – Müller.docx": "Bericht – Müller.docx",
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\fakepath\\report.pdf": "report.pdf",
    "report\u202efdp.exe": "reportfdp.exe",
    "\u200freport\u2066.pdf\u2069": "report.pdf",
    "re\u200bport\ufeff.pdf": "report.pdf",
    "re\0port.pdf": "report.pdf",
    "re\nport\t1.pdf": "re port 1.pdf",
    "report\x7f\x1b[31m.pdf": "report[31m.pdf",
    "half \ud800pair.pdf": "half pair.pdf",
    'a"b<c>d|e?f*g.pdf': "a-b-c-d-e-f-g.pdf",
    "%2e%2e%2fevil.pdf": "-2e-2e-2fevil.pdf",
    ".pdf": "pdf",
    "...": "file",
    "": "file",
    "   .pdf": "pdf",
    "CV..pdf": "CV.pdf",
    "report.pdf ": "report.pdf",
    "cafe\u0301.pdf": "café.pdf",
}


@pytest.mark.parametrize("given_name", NAMES)
def test_names(given_name):
    assert clean_name(given_name) == NAMES[given_name]


def test_a_long_name_is_cut_and_keeps_its_ending():
    name = clean_name("x" * 5000 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith("x.pdf")


@given(st.text())
def test_any_name_is_short_and_stays_as_it_is_when_cleaned_again(text):
    name = clean_name(text)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*%\0\r\n')
    assert clean_name(name) == name
    name.encode()


def test_endings():
    assert [ending_of(name) for name in ("a.pdf", "a.b.docx", "a")] == ["pdf", "docx", ""]
