"""A payment is found by its amount alone."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_lists_of_payments")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["entity_id", "amount_minor", "received_on"],
                name="payment_by_amount",
            ),
        ),
    ]
