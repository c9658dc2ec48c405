"""Aging of any day reads two indexes by day, and neither of the tables."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0006_statement_walls")]
    operations = [
        migrations.RemoveIndex(model_name="application", name="application_by_day"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["entity_id", "effective_on"],
                include=("credit", "debt", "amount_minor", "at"),
                name="application_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["entity_id", "effective_on"],
                include=(
                    *("id", "party", "account", "currency", "amount_minor"),
                    *("open_minor", "document", "document_on", "due_on", "at"),
                ),
                name="item_by_day",
            ),
        ),
    ]
