"""What lies in the drawer is sought among cash and cheques, not among all payments."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_refund_returns")]

    operations = [
        migrations.AddIndex(
            "payment",
            models.Index(
                fields=["entity_id", "id"],
                name="payment_by_hand",
                condition=models.Q(method__in=["cash", "cheque"]),
            ),
        ),
    ]
