"""A dated table of what foreign currencies are worth."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_accounts_of_the_bank"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
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
                ("currency", models.CharField(max_length=3)),
                ("valued_on", models.DateField()),
                ("per_unit", models.DecimalField(decimal_places=12, max_digits=24)),
                ("source", models.TextField(default="")),
                ("reason", models.TextField(default="")),
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
                    "replaces",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.exchangerate",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_exchange_rate",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "currency", "-valued_on", "-id"],
                        name="rate_by_currency_and_day",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("entity_id", "currency", "valued_on"),
                        name="rate_is_set_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", False)),
                        fields=("entity_id", "replaces"),
                        name="rate_is_replaced_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_unit__gt", 0)), name="rate_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rate_is_corrected_with_a_reason",
                    ),
                ],
            },
        ),
    ]
