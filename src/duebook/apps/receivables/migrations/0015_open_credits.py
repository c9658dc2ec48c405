"""Credit that waits, and debts that may be given up, are read from the oldest on."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0014_lists_of_parties")]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["entity_id", "effective_on", "id"],
                name="open_credit_by_day",
                include=("account", "currency", "open_minor"),
                condition=models.Q(("open_minor__lt", 0)),
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["entity_id", "due_on", "id"],
                name="open_debt_by_due",
                include=("open_minor", "currency"),
                condition=models.Q(("open_minor__gt", 0)),
            ),
        ),
    ]
