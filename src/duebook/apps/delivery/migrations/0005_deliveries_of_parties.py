"""What went to a party is found by the party, the newest first."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_lists_of_failures")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["entity_id", "party_id", "-planned_at"],
                name="delivery_by_party",
            ),
        )
    ]
