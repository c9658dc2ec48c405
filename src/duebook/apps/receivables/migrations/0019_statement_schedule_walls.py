"""Schedules of statements stay within their entity; what came of a day stays too."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded, SameEntity


class Migration(migrations.Migration):
    dependencies = [("receivables", "0018_statement_schedules")]
    operations = [
        Guarded("StatementSchedule", app_may=("INSERT", "UPDATE")),
        Guarded(
            "StatementBatch",
            app_may=("INSERT", "UPDATE"),
            may_update=("state", "why", "run_id", "settled_by", "settled_at"),
        ),
        SameEntity("StatementBatch"),
    ]
