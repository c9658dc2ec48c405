"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        Facts("Payment"),
        Facts("PaymentReturn"),
        Facts("Refund"),
    ]
