"""The table of the cache, where rate limits are kept."""

from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    """Make the table of the default cache."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """One table that no model describes."""

    dependencies = []

    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
