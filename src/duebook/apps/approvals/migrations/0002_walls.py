"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded(
            "HeldAct",
            app_may=("INSERT",),
            may_update=("state", "answered_by", "answer", "carried_out_by_event"),
        ),
    ]
