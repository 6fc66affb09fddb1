"""Find the council's own policy file, named in the environment as COUNCIL_POLICY."""

import os
from functools import lru_cache
from pathlib import Path

from policy.toml import Table, read

VARIABLE = "COUNCIL_POLICY"
PARTS = ("council", "advice", "catalogue", "numbers")


def council_file() -> str:
    """Give the path of the council's own file, or an empty text when it has none."""
    return os.environ.get(VARIABLE, "").strip()


@lru_cache(maxsize=8)
def read_council_file(path: str) -> Table:
    """Read a council's file; an empty path is an empty file; error: PolicyError for an unknown part."""
    table = Table(Path(path), "", read(Path(path)) if path else {})
    table.only(*PARTS)
    return table
