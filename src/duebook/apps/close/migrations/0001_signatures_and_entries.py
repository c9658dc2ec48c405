"""Entries by hand, signatures under the close, and what has to be signed."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0006_accounts_of_the_bank"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
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
                    "points",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
            options={
                "db_table": "close_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id",), name="entity_has_one_rule_of_close"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ManualEntry",
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
                ("point", models.TextField(default="")),
                ("difference", models.TextField(default="")),
                ("reason", models.TextField()),
                ("person", models.TextField()),
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
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.journalentry",
                    ),
                ),
            ],
            options={
                "db_table": "close_manual_entry",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "entry"), name="entry_is_by_hand_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("person", ""), _negated=True),
                        ),
                        name="manual_entry_has_person_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
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
                ("point", models.TextField()),
                ("figures", models.TextField()),
                ("sha256", models.TextField()),
                ("person", models.TextField()),
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.period",
                    ),
                ),
            ],
            options={
                "db_table": "close_sign_off",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "period", "point"],
                        name="sign_off_by_point",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", ""), _negated=True),
                        name="sign_off_has_a_person",
                    )
                ],
            },
        ),
    ]
