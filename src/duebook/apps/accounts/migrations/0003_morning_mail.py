"""Who chose to be told by mail in the morning, and when they were last."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_app_may")]
    operations = [
        migrations.AddField("user", "morning_mail", models.BooleanField(default=False)),
        migrations.AddField(
            "user", "morning_mailed_on", models.DateField(editable=False, null=True)
        ),
    ]
