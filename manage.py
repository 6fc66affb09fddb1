#!/usr/bin/env python
"""Run a command of the portal."""

import os
import sys


def main():
    """Run the command on the command line, naming a missing setting in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from portal.environment import missing

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        names = missing()
        if not names:
            raise
        sys.exit(f"Not set in the environment: {', '.join(names)}. See .env.example. ({problem})")


if __name__ == "__main__":
    main()
