"""Revisions and steps of clocks never change."""

from django.db import migrations

from audit.locking import lock_rows


class Migration(migrations.Migration):
    """Triggers on both tables."""

    dependencies = [("clocks", "0001_initial"), ("audit", "0002_chain")]

    operations = [lock_rows("clocks_clockrevision"), lock_rows("clocks_clockstep")]
