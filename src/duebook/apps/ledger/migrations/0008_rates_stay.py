"""Rates stay as they were set: a correction is a row of its own."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_exchange_rates"), ("audit", "0001_initial")]
    operations = [Facts("ExchangeRate"), SameEntity("ExchangeRate")]
