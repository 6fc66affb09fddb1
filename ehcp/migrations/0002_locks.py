"""That a family was told never changes."""

from django.db import migrations

from audit.locking import lock_rows


class Migration(migrations.Migration):
    """A trigger on information given."""

    dependencies = [("ehcp", "0001_initial"), ("audit", "0002_chain")]

    operations = [lock_rows("ehcp_informationgiven")]
