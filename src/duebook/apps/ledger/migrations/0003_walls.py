"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, Guarded


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Account", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("RoleAccount", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Period", app_may=("INSERT",), may_update=("state",)),
        Facts("JournalEntry"),
        Facts("Posting"),
    ]
