"""Every foreign key stays within its entity."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0002_walls"),
        ("parties", "0002_walls"),
        ("catalog", "0003_walls"),
        ("ledger", "0003_walls"),
        ("receivables", "0002_walls"),
        ("invoicing", "0003_walls"),
        ("papers", "0002_walls"),
        ("payments", "0002_walls"),
    ]
    operations = [
        SameEntity("Payment"),
        SameEntity("PaymentReturn"),
        SameEntity("Refund"),
    ]
