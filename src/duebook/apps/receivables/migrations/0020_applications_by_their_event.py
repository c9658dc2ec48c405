"""What an act put against debts is found by an index, to be taken back."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0019_statement_schedule_walls")]

    operations = [
        migrations.AddIndex(
            "application",
            models.Index(fields=["entity_id", "event_id"], name="application_by_event"),
        ),
    ]
