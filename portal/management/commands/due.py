"""Print how a due date is made: `manage.py due review_request 2026-12-10`."""

import json

from policy import InputError, explain
from portal.management.one_line import OneLineCommand


class Command(OneLineCommand):
    """A reckoner of the law's and the policy's due dates (T1-T11)."""

    help = "Print how a due date is made, or list every duty and what its DATE means."

    def add_arguments(self, parser):
        """Take a duty and a date, or --list."""
        parser.add_argument(
            "duty", nargs="?", metavar="DUTY", help="the name of a duty; --list names each one"
        )
        parser.add_argument("date", nargs="?", metavar="DATE", help="the day it starts, such as 2027-03-03")
        parser.add_argument("--list", action="store_true", help="name each duty and what its DATE means")
        parser.add_argument("--counting", help="calendar or working: count the days the other way")
        parser.add_argument("--json", action="store_true", help="print JSON instead of words")

    def handle(self, *, duty, date, counting, **options):
        """Print the list, or one due date."""
        if options["list"]:
            values, lines = explain.duty_values(), explain.duty_words()
        elif not duty or not date:
            raise InputError("due needs a DUTY and a DATE, such as: due review_request 2026-12-10")
        else:
            made = explain.read_due(duty, date, counting)
            values, lines = explain.due_values(made), explain.due_words(made)
        self.stdout.write(
            json.dumps(values, indent=2, ensure_ascii=False) if options["json"] else "\n".join(lines)
        )
