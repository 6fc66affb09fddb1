"""A version of a notice may only raise the amount of the one before it: then the consent to that one stands."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Say of a version which one it raises."""

    dependencies = [("budgets", "0002_locks")]

    operations = [
        migrations.AddField(
            model_name="agreementversion",
            name="increases",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budgets.agreementversion",
            ),
        ),
    ]
