"""Who kept a debt from being given up, and until when, stays as it was written."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0016_kept_debts"),
        ("audit", "0001_initial"),
    ]
    operations = [
        Facts("KeptDebt"),
        SameEntity("KeptDebt"),
    ]
