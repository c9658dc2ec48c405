"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Paper"),
        Guarded("Attachment", app_may=("INSERT", "DELETE")),
    ]
