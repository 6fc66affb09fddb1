"""An agreement that has not begun is called off once nothing of it is agreed any more."""

from django.db import migrations

import audit.states


class Migration(migrations.Migration):
    """Know the state by its name; the column stays as it is."""

    dependencies = [("budgets", "0003_increases")]

    operations = [
        migrations.AlterField(
            model_name="agreement",
            name="state",
            field=audit.states.StateField(
                choices=[
                    ("draft", "Being prepared"),
                    ("notice_issued", "Sent for consent"),
                    ("declined", "Declined by the recipient"),
                    ("consented", "Consented to"),
                    ("ready", "Signed and ready"),
                    ("active", "Active"),
                    ("stop_notice", "Notice to end given"),
                    ("ended", "Ended"),
                    ("closed", "Closed"),
                    ("called_off", "No longer needed"),
                ],
                default="draft",
                max_length=20,
                protected=True,
            ),
        ),
    ]
