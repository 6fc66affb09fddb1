"""What is wrong with a roster, said so that the person who exported it can put it right."""

from dataclasses import dataclass

SHOWN = 40


@dataclass(frozen=True, order=True)
class Problem:
    """A reason why a row cannot be loaded; row 0 stands for the file as a whole."""

    row: int
    column: str
    reason: str

    def __str__(self):
        place = [f"row {self.row}"] if self.row else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.reason}" if place else self.reason


class NotARoster(Exception):
    """A file that cannot be read to its end, so none of it can be trusted."""

    def __init__(self, *problems):
        self.problems = list(problems)
        super().__init__("; ".join(map(str, problems)))


def shown(value):
    """Write a value in a reason: in quotation marks, cut when it is long."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(str(value).split())
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"
