"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, Guarded


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0002_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Draft", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Charge", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("BillingRun", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("BillingPiece", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("LeftOut", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("CheckSetting", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Acceptance", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Recurring", app_may=("INSERT", "UPDATE", "DELETE")),
        Facts("Document"),
        Facts("Line"),
        Facts("DocumentTax"),
        Facts("Letterhead"),
        Facts("Void"),
    ]
