"""Payments are reviewed also ahead of the last day of a period that was agreed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Say that a review was held because the agreed period ends."""

    dependencies = [("budgets", "0004_called_off")]

    operations = [
        migrations.AlterField(
            model_name="paymentreview",
            name="occasion",
            field=models.CharField(
                choices=[
                    ("first", "Within the first three months"),
                    ("second", "The second one"),
                    ("yearly", "The yearly one"),
                    ("annual_review", "With the annual review of the plan"),
                    ("period", "The agreed period ends"),
                    ("asked", "The recipient asked"),
                    ("change", "Something changed"),
                    ("concern", "A concern"),
                ],
                max_length=15,
            ),
        ),
    ]
