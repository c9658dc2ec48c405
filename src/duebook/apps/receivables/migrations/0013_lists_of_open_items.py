"""What is open of documents, and what was written off, is read from indexes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0010_lists_of_documents"),
        ("ledger", "0008_rates_stay"),
        ("parties", "0005_party_says_it_is_exempt"),
        ("receivables", "0012_number_keys"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("open_minor__gt", 0)),
                fields=["entity_id", "document"],
                include=("open_minor", "contested_minor", "due_on", "currency"),
                name="open_item_by_document",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("kind", "write_off")),
                fields=["entity_id", "id"],
                name="item_written_off",
            ),
        ),
    ]
