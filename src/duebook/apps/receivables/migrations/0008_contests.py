"""Part of a debt may be under dispute: contests, and how much of an item they hold."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0007_draft_kind_is_known"),
        ("ledger", "0006_accounts_of_the_bank"),
        ("parties", "0005_party_says_it_is_exempt"),
        ("receivables", "0007_wide_day_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contest",
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
                ("effective_on", models.DateField()),
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
            ],
            options={
                "db_table": "receivables_contest",
            },
        ),
        migrations.AddField(
            model_name="item",
            name="contested_minor",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contested_minor__gte", 0),
                    (
                        "contested_minor__lte",
                        django.db.models.functions.comparison.Greatest(
                            0, models.F("amount_minor")
                        ),
                    ),
                ),
                name="item_contested_within_amount",
            ),
        ),
        migrations.AddField(
            model_name="contest",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="receivables.item",
            ),
        ),
        migrations.AddIndex(
            model_name="contest",
            index=models.Index(fields=["entity_id", "item"], name="contest_by_item"),
        ),
        migrations.AddConstraint(
            model_name="contest",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True),
                name="contest_has_an_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="contest",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="contest_has_a_reason",
            ),
        ),
    ]
