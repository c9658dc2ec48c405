"""What lists sort, count and add up by is read from an index, not from wide rows."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0014_runs_of_chosen_parties")]

    operations = [
        migrations.AddIndex(
            "document",
            models.Index(
                fields=["entity_id", "id"],
                name="document_at_a_glance",
                include=["total_minor", "issued_on", "due_on", "currency"],
            ),
        ),
    ]
