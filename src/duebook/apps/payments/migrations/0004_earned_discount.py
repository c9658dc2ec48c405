"""Which discount a payment earned, so that a return takes back that one.

Without the link a returned payment could only guess by day and invoice.
"""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_same_entity"),
        ("receivables", "0004_lock_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarnedDiscount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.at"), function="current_setting"
                            ),
                            models.DateTimeField(),
                        )
                    ),
                ),
                (
                    "event_id",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.event"), function="current_setting"
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="receivables.item",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "db_table": "payments_earned_discount",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "payment"], name="discount_by_payment"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "item"), name="discount_is_earned_once"
                    )
                ],
            },
        ),
        Facts("EarnedDiscount"),
        SameEntity("EarnedDiscount"),
    ]
