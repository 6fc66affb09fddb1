"""Load the council's roster of plans."""

import os
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ehcp.roster import import_roster
from people.models import User
from policy import Refused
from policy.plain import count_words


class Command(BaseCommand):
    """An import of a CSV file, one row a provision (docs/how-to/import-a-roster.md)."""

    help = "Load the roster of plans from a CSV file. Exit 1 when a row is bad."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv", help="one row a provision; docs/reference/roster.md")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument("--good-rows", action="store_true", help="load the plans that have no bad row")
        parser.add_argument("--on", metavar="DATE", help="the day of the roster (today)")
        parser.add_argument("--by", metavar="EMAIL", help="the administrator whose import this is")

    def handle(self, *args, **options):
        try:
            with open(options["file"], "rb") as file:
                report = self._import(file, options)
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be read: {problem.strerror}.") from None
        except Refused as problem:
            raise CommandError(str(problem)) from None
        for problem in report.problems:
            self.stderr.write(str(problem))
        for line in report.lines():
            self.stdout.write(line)
        self._end(report)

    def _import(self, file, options):
        # None: shown on a terminal only.
        size = os.fstat(file.fileno()).st_size
        with tqdm(total=size, unit="B", unit_scale=True, desc="Reading", disable=None) as bar:

            def progress(step):
                bar.update(file.tell() - bar.n if step is None else size - bar.n)
                if step:
                    bar.set_description(f"To be {step}")

            return import_roster(
                file,
                on=_day(options["on"]),
                by=_administrator(options["by"]),
                dry=options["dry_run"],
                good_rows=options["good_rows"],
                progress=progress,
            )

    def _end(self, report):
        if report.dry:
            self.stdout.write("Nothing was changed: this was a dry run.")
        if report.problems:
            what = "the plans without a bad row were loaded" if report.loaded else "nothing was loaded"
            bad = f"{count_words(len(report.problems), 'problem')} in {count_words(report.bad_rows, 'row')}"
            raise CommandError(f"{bad}: {what}.", returncode=1)


def _day(text):
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a date: write it as 2026-09-02.") from None


def _administrator(email):
    if not email:
        return None
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or not user.has_perm("ehcp.import_roster"):
        raise CommandError(f"{email} is not the sign-in of an administrator.")
    return user
