"""A decision, once written, never changes (R7.8)."""

from django.db import migrations

from audit.locking import lock_rows


class Migration(migrations.Migration):
    """The trigger on the table."""

    dependencies = [("decisions", "0001_initial"), ("audit", "0002_chain")]

    operations = [lock_rows("decisions_decision")]
