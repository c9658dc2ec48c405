"""Lists of documents are sorted, and searched, by indexes."""

from __future__ import annotations

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0009_drafts_are_edited"),
        ("ledger", "0008_rates_stay"),
        ("parties", "0005_party_says_it_is_exempt"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="document",
            name="document_by_day",
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["entity_id", "issued_on", "id"], name="document_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["entity_id", "due_on", "id"], name="document_by_due"
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["entity_id", "total_minor", "id"], name="document_by_total"
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                models.F("entity_id"),
                django.db.models.functions.text.Reverse("number"),
                name="document_by_ending",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                models.F("entity_id"),
                django.db.models.functions.text.Upper("po"),
                condition=models.Q(("po", ""), _negated=True),
                name="document_by_written_po",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("run_id__isnull", False)),
                fields=["entity_id", "run_id"],
                name="document_by_run",
            ),
        ),
    ]
