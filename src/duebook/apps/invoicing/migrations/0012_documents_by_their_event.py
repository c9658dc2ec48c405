"""Who issued a document is its event: few of many are found by an index."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0011_documents_by_their_ends")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["entity_id", "event_id"], name="document_by_event"
            ),
        ),
    ]
