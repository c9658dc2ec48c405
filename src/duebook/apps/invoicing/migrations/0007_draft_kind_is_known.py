"""No draft of a credit note: its charges would stay unbilled, to be billed again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0006_charge_tax_inclusive")]
    operations = [
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["invoice", "debit_note", "quote"]),
                name="draft_kind_is_known",
            ),
        ),
    ]
