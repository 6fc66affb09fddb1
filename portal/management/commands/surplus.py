"""Explain a surplus test: `manage.py surplus --annual 7800 --weeks 52 --closing 900.01`."""

import json

from django.utils import timezone

from policy import explain
from portal.management.one_line import OneLineCommand


class Command(OneLineCommand):
    """A reckoner of unspent money over six weeks' equivalent (R15.3-R15.6)."""

    help = "Explain whether a balance is a surplus, in words and pounds."

    def add_arguments(self, parser):
        """Take the sums as people write them: the policy reads them, and names the one that is wrong."""
        parser.add_argument("--annual", required=True, help="the agreed amount of a year, in pounds")
        parser.add_argument("--weeks", required=True, help="the funded weeks of a year, 1 to 53")
        parser.add_argument("--closing", required=True, help="the closing balance, in pounds")
        parser.add_argument("--advance", help="what was paid in advance for a later period, in pounds")
        parser.add_argument(
            "--liability", action="append", default=[], metavar="Y", help="a sum owed; give one for each"
        )
        parser.add_argument(
            "--closing-account", action="store_true", help="the account closes: nothing is kept"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of words")

    def handle(self, *, annual, weeks, closing, advance, liability, closing_account, **options):
        """Print the sum."""
        tested = explain.read_surplus(
            annual,
            weeks,
            closing,
            on=timezone.localdate(),
            advance=advance,
            liabilities=liability,
            closing_account=closing_account,
        )
        values = json.dumps(explain.surplus_values(tested), indent=2)
        self.stdout.write(values if options["json"] else "\n".join(tested.steps))
