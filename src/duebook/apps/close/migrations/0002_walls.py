"""Signatures and entries by hand stay as they were written, within their entity."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, Guarded, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("close", "0001_signatures_and_entries"),
        ("audit", "0001_initial"),
        ("entities", "0002_walls"),
        ("ledger", "0003_walls"),
    ]
    operations = [
        Guarded("Rule", app_may=("INSERT", "UPDATE")),
        Facts("ManualEntry"),
        Facts("SignOff"),
        SameEntity("ManualEntry"),
        SameEntity("SignOff"),
    ]
