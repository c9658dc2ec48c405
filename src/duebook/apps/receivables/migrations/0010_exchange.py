"""What foreign items are valued at, and the difference of each application."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0007_exchange_rates"),
        ("receivables", "0009_contests_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exchange",
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
                ("amount_minor", models.BigIntegerField()),
                ("from_on", models.DateField()),
                ("from_rate", models.DecimalField(decimal_places=12, max_digits=24)),
                ("to_on", models.DateField()),
                ("to_rate", models.DecimalField(decimal_places=12, max_digits=24)),
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
                    "application",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="receivables.application",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.journalentry",
                    ),
                ),
            ],
            options={
                "db_table": "receivables_exchange",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "application"),
                        name="application_has_one_exchange",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_minor", 0), ("entry__isnull", True)),
                            models.Q(
                                models.Q(("amount_minor", 0), _negated=True),
                                ("entry__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="exchange_is_posted_or_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Valuation",
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
                ("valued_on", models.DateField()),
                (
                    "per_unit",
                    models.DecimalField(decimal_places=12, max_digits=24, null=True),
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
                "db_table": "receivables_valuation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "item"), name="item_is_valued_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_unit__isnull", True),
                            ("per_unit__gt", 0),
                            _connector="OR",
                        ),
                        name="valuation_is_positive",
                    ),
                ],
            },
        ),
    ]
