"""Exchange differences and valuations stay as written and within their entity.

A valuation may come before its item, as the postings of an item do.
"""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [("receivables", "0010_exchange"), ("audit", "0001_initial")]
    operations = [
        Facts("Valuation"),
        SameEntity("Valuation", deferred=("item",)),
        Facts("Exchange"),
        SameEntity("Exchange"),
    ]
