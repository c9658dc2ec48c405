"""What was written stays; each person's own marks and views may change."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, Guarded, SameEntity

FACTS = ("Note", "NoteTakenBack", "Mention", "HandOver", "HandOverEnd")


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_notes"), ("audit", "0001_initial")]
    operations = [
        *(Facts(model) for model in FACTS),
        Guarded("Seen", app_may=("INSERT", "UPDATE"), may_update=("seen_to",)),
        Guarded(
            "RowMark",
            app_may=("INSERT", "UPDATE", "DELETE"),
            may_update=("stamp", "until", "reason", "marked_on"),
        ),
        Guarded(
            "SavedView",
            app_may=("INSERT", "UPDATE", "DELETE"),
            may_update=("line", "is_shared"),
        ),
        *(SameEntity(model) for model in ("NoteTakenBack", "Mention", "HandOverEnd")),
    ]
