"""What an import did, or would do, in words."""

from dataclasses import dataclass, field

from policy.plain import count_words

NAMED = 50
KINDS = ("child", "person", "link", "plan", "annual review", "outcome", "provision")
PLURALS = {"child": "children", "person": "people", "provision": "provision"}
# What the roster leaves to an officer, and the words for it.
LEFT = {
    ("child", "kept"): "with an officer or team changed here, which differ from the roster (kept)",
    ("child", "conflict"): "with an officer or team changed here and in the roster (kept ours)",
    ("person", "kept"): "with contact details changed here, which differ from the roster (kept)",
    ("person", "conflict"): "with contact details changed here and in the roster (kept ours)",
    ("plan", "vanished"): "no longer in the roster (marked, not deleted)",
    ("provision", "vanished"): "no longer in the roster (marked, not deleted)",
    ("outcome", "vanished"): "no longer in the roster (kept)",
    ("annual review", "vanished"): "open here and no longer in the roster (kept)",
    ("link", "vanished"): "no longer in the roster (kept: an officer ends a link)",
    ("link", "ended here"): "in the roster but ended by an officer (not made again)",
    (
        "link",
        "own right",
    ): "of a young person over compulsory school age whose rights are their own (not made)",
    ("plan", "returned"): "back in the roster (mark cleared)",
    ("provision", "returned"): "back in the roster (mark cleared)",
}


@dataclass
class Report:
    """The outcome of an import: what was wrong, what changed, and what is left to an officer."""

    rows: int = 0
    bad_rows: int = 0
    problems: list = field(default_factory=list)
    totals: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)
    new_officers: list = field(default_factory=list)
    letters: int = 0
    loaded: bool = False
    dry: bool = False
    placed: bool = True

    def count(self, kind, what):
        """Give how many of a kind are new, changed, unchanged, vanished or returned."""
        if what == "unchanged":
            known = self.count(kind, "new") + self.count(kind, "changed")
            # A link is never changed, and what an officer must settle is not unchanged either.
            left = self.count(kind, "ended here") + self.count(kind, "own right")
            return self.totals.get(kind, 0) - known - left
        return self.changes.get((kind, what), 0)

    def counts(self):
        """Give every count by kind, for the record."""
        whats = ("new", "changed", "unchanged", "vanished")
        return {kind: {what: self.count(kind, what) for what in whats} for kind in KINDS}

    def lines(self):
        """Give the lines to print for an import that could be read."""
        yield f"{count_words(self.rows, 'row')} read, {self.bad_rows:,} with something wrong."
        if not self.totals:
            return
        would = "would be " if self.dry else ""
        for kind, counts in self.counts().items():
            numbers = ", ".join(f"{count:,} {would}{what}" for what, count in counts.items())
            yield f"{PLURALS.get(kind, kind + 's')}: {numbers}"
        for (kind, what), words in LEFT.items():
            yield from self._named(
                PLURALS.get(kind, kind + "s"), words, self.named.get((kind, what), ()), (kind, what)
            )
        yield from self._named("children", "with a new case officer", self.new_officers, None)
        if self.letters:
            yield f"{count_words(self.letters, 'letter')} {would}written to tell families of their new case officer."
        if not self.placed:
            yield "A row named no plan, so nothing was marked as gone from the roster."

    def _named(self, noun, words, references, key):
        count = self.changes.get(key, 0) if key else len(references)
        if count:
            more = f" and {count - NAMED:,} more" if count > NAMED else ""
            yield f"{count:,} {noun} {words}: {', '.join(references[:NAMED])}{more}"
