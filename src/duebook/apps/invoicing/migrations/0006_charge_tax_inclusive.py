"""A stated price may contain the tax: one that a quote gave from such a tariff."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0005_documents_add_up")]
    operations = [
        migrations.AddField(
            model_name="charge",
            name="tax_inclusive",
            field=models.BooleanField(db_default=False),
        ),
    ]
