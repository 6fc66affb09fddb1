"""Migration operations that lock a table: rows go in and never change, for every role (house rule 10)."""

from django.db import migrations


def lock_rows(table):
    """Refuse UPDATE and DELETE on a table; TRUNCATE the application role has no right to."""
    return migrations.RunSQL(
        f"CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()",
        f"DROP TRIGGER locked ON {table}",
    )
