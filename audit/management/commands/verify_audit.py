"""Check that the record of acts is whole."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit.verifying import broken_links, broken_seals, seal, size


class Command(BaseCommand):
    """A check of every chain of events, from its first link to its last."""

    help = "Verify the chain of events of every child. Exit 1 when a link is broken."

    def add_arguments(self, parser):
        """Take the seal to write and the seal to compare with."""
        parser.add_argument("--seal", metavar="FILE", help="then write the end of every chain to a new file")
        parser.add_argument("--against", metavar="FILE", help="also compare with a file written by --seal")

    def handle(self, *args, **options):
        """Verify, compare, seal."""
        broken = broken_links()
        if options["against"]:
            broken += broken_seals(_read(options["against"]))
        for link in broken:
            self.stderr.write(f"chain {link.chain}, link {link.seq}: {link.reason}")
        events, chains = size()
        if broken:
            raise CommandError(f"{len(broken)} broken links among {events} events.", returncode=1)
        if options["seal"]:
            _write(options["seal"], seal())
        self.stdout.write(f"{events} events in {chains} chains: every link holds.")


def _read(path):
    try:
        with Path(path).open(newline="") as file:
            return [(int(chain), int(seq), digest) for chain, seq, digest in csv.reader(file)]
    except (OSError, ValueError) as problem:
        raise CommandError(f"{path} is not a seal: {problem}", returncode=2) from problem


def _write(path, rows):
    try:
        with Path(path).open("x", newline="") as file:
            csv.writer(file).writerows(rows)
    except OSError as problem:
        raise CommandError(f"The seal cannot be written: {problem}", returncode=2) from problem
