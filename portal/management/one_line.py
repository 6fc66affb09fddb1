"""A command whose every mistake is one clear line and exit 2, however it was made."""

import sys

from django.core.management.base import BaseCommand, CommandError

from policy import InputError, PolicyError


class OneLineCommand(BaseCommand):
    """A command that needs no database and answers a mistake with one line."""

    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Make the parser, its error without the usage that argparse would print first."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = lambda message: self.fail(f"{message}; {subcommand} --help explains")
        return parser

    def execute(self, *args, **options):
        """Run the command, turning a question that has no answer into one line."""
        try:
            return super().execute(*args, **options)
        except (InputError, PolicyError) as error:
            self.fail(str(error))

    def fail(self, words):
        """End with one line and exit 2, or raise CommandError when called from code."""
        if not self._called_from_command_line:
            raise CommandError(words, returncode=2)
        self.stderr.write(f"{type(self).__module__.rpartition('.')[2]}: {words}")
        sys.exit(2)
