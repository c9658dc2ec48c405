"""The walls between entities, and what the app may do with each table.

What a file brought stays on record; only its undoing is noted on it.
"""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("audit", "0001_initial"),
        ("entities", "0002_walls"),
    ]
    operations = [
        Guarded("Source", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded(
            "ImportFile",
            app_may=("INSERT", "UPDATE"),
            may_update=("state", "undo_reason"),
        ),
        Guarded("ImportRow", app_may=("INSERT", "UPDATE"), may_update=("is_undone",)),
        SameEntity("ImportRow"),
    ]
