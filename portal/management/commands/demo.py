"""Load the invented council."""

from time import monotonic

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import Child
from portal.demo.council import load
from portal.demo.emptying import empty_everything
from portal.demo.sign_ins import lines


class Command(BaseCommand):
    """A demonstration council with invented families, on one machine only."""

    help = "Load an invented council. Only where DEMO=1. What is there already stays as it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--fresh", action="store_true", help="empty every table first, then load it for today"
        )
        parser.add_argument("--if-empty", action="store_true", help="load it only when there are no children")
        parser.add_argument(
            "--sign-ins", action="store_true", help="only print how to get in, one line a role"
        )

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("This loads invented people: it runs only where DEMO=1, never in production.")
        try:
            self._do(options)
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem)) from None

    def _do(self, options):
        if options["sign_ins"]:
            self.stdout.write(
                f"Get in with one click: {settings.BASE_URL}/demo/  Or by hand (the code is there):"
            )
            for line in lines():
                self.stdout.write(f"  {line}")
            return
        if options["if_empty"] and Child.objects.exists():
            self.stdout.write("There are children already: nothing was loaded.")
            return
        started = monotonic()
        if options["fresh"]:
            empty_everything()
        report = load(timezone.localdate())
        counts = f"{report.totals['child']} children, {report.count('child', 'new')} of them new"
        self.stdout.write(f"The invented council is loaded: {counts} ({monotonic() - started:.0f} s).")
