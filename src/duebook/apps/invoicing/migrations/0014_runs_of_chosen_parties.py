"""A billing run may be of chosen parties, and says which."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0013_findings_are_kept")]

    operations = [
        migrations.AddField(
            model_name="billingrun",
            name="choice",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="billingpiece",
            name="chosen",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True, size=None
            ),
        ),
    ]
