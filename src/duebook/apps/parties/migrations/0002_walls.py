"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Terms", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("TermsPart", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Party", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Role", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Address", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Contact", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("TaxId", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Certificate", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Merge", app_may=("INSERT", "UPDATE", "DELETE")),
    ]
