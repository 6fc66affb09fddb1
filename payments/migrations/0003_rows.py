"""A row of a return has a key of its own; a return says when its use was told, and how it came."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

HOW_RECEIVED = [
    ("portal", "In this service"),
    ("phone", "By phone"),
    ("letter", "By letter"),
    ("email", "By email"),
    ("meeting", "In person"),
]


def _key(model_name):
    field = models.UUIDField(db_default=RandomUUID(), default=uuid.uuid4, editable=False, unique=True)
    return migrations.AddField(model_name=model_name, name="key", field=field)


def _how_received(model_name):
    field = models.CharField(blank=True, choices=HOW_RECEIVED, db_default="", max_length=10)
    return migrations.AddField(model_name=model_name, name="how_received", field=field)


class Migration(migrations.Migration):
    """Columns with a value of the database's own, so that the code before this goes on writing rows."""

    dependencies = [("payments", "0002_locks")]

    operations = [
        _key("spendline"),
        _key("liability"),
        migrations.AddField(
            model_name="quarterlyreturn",
            name="use_said_on",
            field=models.DateField(blank=True, null=True),
        ),
        _how_received("quarterlyreturn"),
        _how_received("returnquestion"),
    ]
