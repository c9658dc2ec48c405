"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Delivery", may_update=("state", "sent_at", "problem")),
    ]
