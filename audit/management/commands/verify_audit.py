"""Check that the record of acts is whole."""

from django.core.management.base import BaseCommand, CommandError

from audit.verifying import broken_links, size


class Command(BaseCommand):
    """A check of every chain of events, from its first link to its last."""

    help = "Verify the chain of events of every child. Exit 1 when a link is broken."

    def handle(self, *args, **options):
        broken = broken_links()
        for link in broken:
            self.stderr.write(f"chain {link.chain}, link {link.seq}: {link.reason}")
        events, chains = size()
        if broken:
            raise CommandError(f"{len(broken)} broken links among {events} events.", returncode=1)
        self.stdout.write(f"{events} events in {chains} chains: every link holds.")
