"""Refunds that did not arrive: the bank sent the money back."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_payment_by_amount"),
        ("receivables", "0015_open_credits"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefundReturn",
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
                ("returned_on", models.DateField()),
                ("reason", models.TextField()),
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
                    "refund",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payments.refund",
                    ),
                ),
            ],
            options={
                "db_table": "payments_refund_return",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "refund"), name="refund_is_returned_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="refund_return_has_a_reason",
                    ),
                ],
            },
        ),
        Facts("RefundReturn"),
        SameEntity("RefundReturn"),
    ]
