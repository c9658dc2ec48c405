"""Moves of disputes stay as they were written, and within their entity."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0003_disputes_move"),
        ("audit", "0001_initial"),
    ]
    operations = [
        Facts("DisputeStage"),
        SameEntity("DisputeStage"),
    ]
