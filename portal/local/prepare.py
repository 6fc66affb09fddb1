"""Bring database and static files up to date; run as the database's owner. Says whether anybody is in it."""

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, gather static files, and say `empty` or `filled`."""
    django.setup()
    from people.models import Child  # models can be imported only now

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print("filled" if Child.objects.exists() else "empty")


if __name__ == "__main__":
    main()
