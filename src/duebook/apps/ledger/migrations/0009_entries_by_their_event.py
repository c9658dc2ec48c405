"""An act leads to its entries: few of many are found by an index."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_rates_stay")]

    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                fields=["entity_id", "event_id", "id"], name="entry_by_event"
            ),
        ),
    ]
