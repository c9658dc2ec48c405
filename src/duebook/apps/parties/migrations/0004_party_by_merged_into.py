"""Doubles are found from the party that was kept, without reading all parties."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_same_entity")]
    operations = [
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["entity_id", "merged_into"],
                name="party_by_merged_into",
            ),
        ),
    ]
