"""Numbers are found by their ends, orders by how they begin: by plain columns.

Row security lets an index serve a condition only where no function of the condition
could tell of other rows, and of ``upper``, ``reverse`` and ``LIKE`` it does not know.
"""

from __future__ import annotations

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0010_lists_of_documents"),
        ("ledger", "0008_rates_stay"),
        ("parties", "0005_party_says_it_is_exempt"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="document",
            name="document_by_ending",
        ),
        migrations.RemoveIndex(
            model_name="document",
            name="document_by_written_po",
        ),
        migrations.AddField(
            model_name="document",
            name="number_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Reverse("number"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["entity_id", "number_end"], name="document_by_ending"
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("po", ""), _negated=True),
                fields=["entity_id", "po"],
                name="document_by_written_po",
            ),
        ),
    ]
