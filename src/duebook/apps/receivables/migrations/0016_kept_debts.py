"""Debts may be kept from being given up until a day."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0015_open_credits"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptDebt",
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
                ("until", models.DateField()),
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
            ],
            options={
                "db_table": "receivables_kept_debt",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "item", "-id"],
                        include=("until",),
                        name="kept_debt_by_item",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="kept_debt_has_a_reason",
                    )
                ],
            },
        ),
    ]
