"""A payment is found by what its payer wrote on it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_earned_discount")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["entity_id", "reference"], name="payment_by_reference"
            ),
        ),
    ]
