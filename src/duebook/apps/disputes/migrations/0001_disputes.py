"""Disputes about items, and how they end."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("receivables", "0009_contests_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
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
                ("number", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("category", models.TextField()),
                ("reason", models.TextField()),
                ("owner", models.TextField()),
                ("opened_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
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
                "db_table": "disputes_dispute",
            },
        ),
        migrations.CreateModel(
            name="DisputeOutcome",
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
                ("outcome", models.TextField()),
                ("reason", models.TextField()),
                ("closed_on", models.DateField()),
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
                    "dispute",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "db_table": "disputes_outcome",
            },
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["entity_id", "item"], name="dispute_by_item"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "number"), name="dispute_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="dispute_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "price",
                            "quantity",
                            "quality",
                            "not_received",
                            "duplicate",
                            "terms",
                            "other",
                        ],
                    )
                ),
                name="dispute_category_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("owner", ""), _negated=True),
                ),
                name="dispute_has_reason_and_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__isnull", True),
                    ("due_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="dispute_is_due_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="disputeoutcome",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "dispute"), name="dispute_is_closed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disputeoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["withdrawn", "upheld", "rejected"])
                ),
                name="dispute_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disputeoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="dispute_outcome_has_a_reason",
            ),
        ),
    ]
