"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Item", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Tariff", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Price", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Tier", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("TaxRate", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("ShippingRate", app_may=("INSERT", "UPDATE", "DELETE")),
    ]
