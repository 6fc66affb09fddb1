"""The reference page of the roster: its columns, how the file is written, and the dates a stage has."""

from ehcp.models import Plan
from ehcp.roster.cells import FIRST_YEAR, LAST_YEAR
from ehcp.roster.columns import as_markdown
from ehcp.roster.groups import NOT_YET, STAGE_DATES

_PAGE = """\
# The roster: its columns

This page is made from the code by `make docs`; `make check` fails when it is stale.

A CSV file, one row a provision. Every column must be in the header, once, in any order; a cell that is not needed may
be blank. The keys are `plan_ref` and `paragraph`: the same pair comes once. What is said of a child, a plan, a review,
an outcome or a person must be the same on every row that says it.

{columns}

## How the file is written

- UTF-8, with or without a byte order mark; commas between cells; quotation marks around cells that hold commas or line
  breaks. A spreadsheet program calls this “CSV UTF-8 (comma delimited)”.
- Dates as `2026-09-02` or `02/09/2026`, between {first_year} and {last_year}. Days of what has happened are not after
  the day of the roster.
- `yes` or `no`; blank is no.
- Rows are numbered as a spreadsheet shows them: the header is row 1.
- Text that looks like a formula is kept as the text it is.

## The dates a stage has (R4.1)

| Stage | Must have | Cannot have yet |
|---|---|---|
{stages}

`ceased_on` is only for a plan that has ceased.
"""


def roster_page() -> str:
    """Write the page."""
    return _PAGE.format(
        columns=as_markdown(),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        stages="\n".join(map(_stage, Plan.Stage.values)),
    )


def _stage(stage):
    cells = (", ".join(f"`{name}`" for name in dates.get(stage, ())) for dates in (STAGE_DATES, NOT_YET))
    return f"| `{stage}` | " + " | ".join(cells) + " |"
