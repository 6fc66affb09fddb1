"""Write the documents that are made from the code, or fail when one is stale."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import reference


class Command(BaseCommand):
    """A writer of generated documents."""

    help = "Write the documents made from the code; with --check, exit 1 when one is stale."
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take --check, and the folder that holds docs."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when one is stale")
        parser.add_argument(
            "--root", default=settings.BASE_DIR, type=Path, help="the folder that holds docs/"
        )

    def handle(self, *, check, root, **options):
        """Write or check."""
        if not check:
            for name in reference.write(root):
                self.stdout.write(f"wrote {name}")
        elif names := reference.stale(root):
            raise CommandError(f"stale: {', '.join(names)}; run make docs", returncode=1)
