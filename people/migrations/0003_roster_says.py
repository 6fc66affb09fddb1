from django.db import migrations, models

SAYS = models.JSONField(null=True, blank=True, editable=False)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sessions_ended")]

    operations = [
        migrations.AddField(model_name="child", name="roster_says", field=SAYS.clone()),
        migrations.AddField(model_name="person", name="roster_says", field=SAYS.clone()),
    ]
