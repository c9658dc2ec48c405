"""How old an exchange rate may be."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0003_same_entity"),
    ]

    operations = [
        migrations.AddField(
            model_name="entity",
            name="rate_days",
            field=models.IntegerField(db_default=35, default=35),
        ),
    ]
