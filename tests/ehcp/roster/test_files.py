"""Files that cannot be trusted at all, and the ways of writing one that are taken."""

import pytest

from ehcp.models import Provision
from ehcp.roster.columns import NAMES
from people.models import Child, Person
from tests.ehcp.roster.sheets import GOOD, import_bytes, load, row, sheet

pytestmark = pytest.mark.django_db
HEADER = ",".join(NAMES)

BAD_FILES = [
    (b"", "The file is empty."),
    (HEADER.encode(), "has no rows below its header"),
    (b"\n" + HEADER.encode(), "must name the columns"),
    (b"PK\x03\x04 and so on", "is a spreadsheet workbook, not CSV"),
    (b"%PDF-1.7", "is a PDF, not CSV"),
    (HEADER.encode("utf-16"), "is written in UTF-16"),
    (HEADER.replace(",", ";").encode(), "must be separated by commas"),
    (sheet(row(first_name="Zoë"), encoding="cp1252"), "after row 1 comes the byte 0xeb, “ë” in Windows-1252"),
    (sheet(row()) + b'C2,"never closed', "look for a quotation mark never closed"),
    (sheet(row(words="x" * 1_000_001)), "cannot be read as CSV after row 1"),
    (sheet(row(), names=[*NAMES, "born_om"]), "column born_om: is not a column of the roster: did you mean born_on?"),
    (sheet(row(), names=[*NAMES, ""]), "row 1, column (blank): is not a column"),
    (sheet(row(), names=NAMES[1:]), "row 1, column child_ref: is missing from the header"),
    (sheet(row(), names=[*NAMES, "stage"]), "row 1, column stage: is there 2 times"),
]  # fmt: skip


@pytest.mark.parametrize("content, words", BAD_FILES, ids=[words[:40] for _, words in BAD_FILES])
def test_a_file_that_cannot_be_trusted_is_told_in_a_line_and_not_loaded(officer, content, words):
    for options in ({}, {"good_rows": True}):
        report = import_bytes(content, **options)
        assert any(words in str(each) for each in report.problems), [*map(str, report.problems)]
        assert not report.loaded and not Child.objects.exists()


def test_every_wrong_column_is_told_at_once(officer):
    report = import_bytes(sheet(row(), names=[*NAMES[2:], "colour"]))
    assert [each.column for each in report.problems] == [NAMES[0], "colour", NAMES[1]]


@pytest.mark.parametrize("extra", [",one too many", None])
def test_a_ragged_row_is_told(officer, extra):
    lines = sheet(row()).decode().splitlines()
    lines[1] = lines[1] + extra if extra else lines[1].rpartition(",")[0]
    report = import_bytes("\n".join(lines).encode())
    cells = len(NAMES) + (1 if extra else -1)
    assert [str(each) for each in report.problems] == [
        f"row 2: has {cells} cells, and the header has {len(NAMES)}"
    ]


@pytest.mark.parametrize("change", ["bom", "crlf", "order", "case"])
def test_other_ways_of_writing_the_file_are_taken(officer, change):
    content = sheet(row(), names=NAMES[::-1] if change == "order" else NAMES)
    if change == "bom":
        content = b"\xef\xbb\xbf" + content
    if change == "crlf":
        content = content.replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")
    if change == "case":
        head, _, rest = content.partition(b"\n")
        content = head.upper() + b"\n" + rest
    report = import_bytes(content)
    assert report.problems == []
    assert Child.objects.get().first_name == "Zoë"


def test_dates_are_read_in_both_ways(officer):
    load(row(born_on="02/09/2016", final_on="19/5/2025"))
    child = Child.objects.get()
    assert (child.born_on.isoformat(), child.plan.final_on.isoformat()) == ("2016-09-02", "2025-05-19")


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "+1", "-1:1 support", "@home", "\\N", "a\\tb", "tab\there", '“q”, "r"']
)
def test_text_that_looks_like_something_else_stays_text(officer, words):
    load(row(words=words))
    assert Provision.objects.get().words == words.replace("\t", " ")


def test_text_is_kept_in_one_form(officer):
    load(row(first_name="Zoe\u0308  Ann\u00a0", parent_1_email=" REN@Family.Example ", parent_1_postcode="wx11aa",
             parent_1_address="Flat 2, 1 Mill Lane ,\tWealdbridge", words="One\r\ntwo"))  # fmt: skip
    child, person = Child.objects.get(), Person.objects.get(roster_ref="N1")
    assert child.first_name == "Zo\u00eb Ann"
    assert (person.email, person.postcode) == ("ren@family.example", "WX1 1AA")
    assert person.postal_lines == ["Ren Marlpit", "Flat 2", "1 Mill Lane", "Wealdbridge", "WX1 1AA"]
    assert Provision.objects.get().words == "One\ntwo"


def test_every_column_is_read(officer):
    """The good row, with what it leaves out, fills each column: none is forgotten on the way."""
    assert {name for name in NAMES if name not in GOOD} == {
        "team", "parent_1_prefers_post", "parent_1_needs", "reassess_on", "ceased_on", "educated_elsewhere",
        "review_invited_on", "review_meeting_on", "review_concluded_on",
        *(name for name in NAMES if name.startswith("parent_2_")),
    }  # fmt: skip
