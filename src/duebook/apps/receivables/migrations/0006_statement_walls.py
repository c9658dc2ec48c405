"""Statements stay as they were issued, and within their entity."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [("receivables", "0005_statements"), ("audit", "0001_initial")]
    operations = [
        Facts("StatementRun"),
        Facts("Statement"),
        SameEntity("Statement"),
    ]
