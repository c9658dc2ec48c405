"""Disputes and their outcomes stay as they were written, and within their entity."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0001_disputes"),
        ("audit", "0001_initial"),
        ("receivables", "0009_contests_hold"),
    ]
    operations = [
        Facts("Dispute"),
        Facts("DisputeOutcome"),
        SameEntity("Dispute"),
        SameEntity("DisputeOutcome"),
    ]
