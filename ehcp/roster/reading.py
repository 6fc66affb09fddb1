"""Reading the file: its encoding, its header, its rows by the numbers a spreadsheet shows."""

import csv
import io
from collections import Counter
from difflib import get_close_matches

from ehcp.roster.columns import NAMES
from ehcp.roster.problems import NotARoster, Problem, shown

# A cell longer than any column takes is nearly always a quotation mark that was never closed.
csv.field_size_limit(1_000_000)
FOREIGN = {
    b"PK\x03\x04": "is a spreadsheet workbook, not CSV",
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet workbook, not CSV",
    b"%PDF": "is a PDF, not CSV",
    b"\xff\xfe": "is written in UTF-16",
    b"\xfe\xff": "is written in UTF-16",
}
SAVE_AS = "save it as “CSV UTF-8 (comma delimited)”"


def rows(binary):
    """Give the cells of each row in the order of the columns, with the row's number; the header is row 1.

    A row with too few or too many cells is given as a Ragged. Raises NotARoster when the file cannot be read to
    its end.
    """
    text = _decoded(binary)
    reader = csv.reader(text, strict=True)
    number = 1
    try:
        header = next(reader, None)
        places = _places(header)
        for number, row in enumerate(reader, start=2):
            if len(row) == len(header):
                cells = [row[place].strip() for place in places]
                if any(cells):
                    yield number, cells
            elif any(cell.strip() for cell in row):
                yield number, Ragged(row, header)
    except UnicodeDecodeError as problem:
        raise NotARoster(Problem(0, "", _why_undecodable(problem, number))) from None
    except csv.Error as problem:
        reason = (
            f"cannot be read as CSV after row {number} ({problem}): look for a quotation mark never closed"
        )
        raise NotARoster(Problem(0, "", f"The file {reason}.")) from None
    finally:
        text.detach()


class Ragged:
    """A row whose cells cannot be told apart by the header."""

    def __init__(self, row, header):
        self.reason = f"has {len(row)} cells, and the header has {len(header)}"
        place = [name.strip().casefold() for name in header].index("plan_ref")
        self.plan_ref = row[place].strip() if len(row) > place else ""


def _decoded(binary):
    start = binary.read(4)
    binary.seek(0)
    if not start:
        raise NotARoster(Problem(0, "", "The file is empty."))
    for sign, what in FOREIGN.items():
        if start.startswith(sign):
            raise NotARoster(Problem(0, "", f"The file {what}: {SAVE_AS}."))
    return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="strict", newline="")


def _why_undecodable(problem, number):
    byte = problem.object[problem.start]
    try:
        sign = bytes([byte]).decode("cp1252")
        guess = f"{shown(sign)} in Windows-1252"
    except UnicodeDecodeError:
        guess = "no letter in Windows-1252 either"
    return f"The file is not UTF-8: after row {number} comes the byte {byte:#04x}, {guess}; {SAVE_AS}."


def _places(header):
    """Give the place of each column in the file; every column must be there once, in any order."""
    if not header:
        raise NotARoster(Problem(1, "", "The first row must name the columns."))
    names = [name.strip().casefold() for name in header]
    if len(names) == 1 and any(sign in names[0] for sign in ";\t|"):
        raise NotARoster(Problem(1, "", f"The columns must be separated by commas: {SAVE_AS}."))
    problems = [_unknown(name) for name in names if name not in NAMES]
    problems += [
        Problem(1, name, f"is there {count} times: each column comes once")
        for name, count in Counter(names).items()
        if count > 1 and name in NAMES
    ]
    problems += [Problem(1, name, "is missing from the header") for name in NAMES if name not in names]
    if problems:
        raise NotARoster(*problems)
    return [names.index(name) for name in NAMES]


def _unknown(name):
    near = get_close_matches(name, NAMES, n=1)
    hint = f": did you mean {near[0]}?" if near else ""
    return Problem(1, name[:60].replace("\0", "") or "(blank)", f"is not a column of the roster{hint}")
