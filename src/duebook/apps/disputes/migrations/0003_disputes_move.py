"""Where a dispute stands until it ends, and whose it is."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisputeStage",
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
                ("stage", models.TextField()),
                ("owner", models.TextField()),
                ("due_on", models.DateField(null=True)),
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
                "db_table": "disputes_stage",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "dispute", "id"], name="stage_by_dispute"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "investigating",
                                    "waiting_customer",
                                    "waiting_inside",
                                    "proposed",
                                ],
                            )
                        ),
                        name="dispute_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("owner", ""), _negated=True),
                        ),
                        name="dispute_stage_has_reason_and_owner",
                    ),
                ],
            },
        ),
    ]
