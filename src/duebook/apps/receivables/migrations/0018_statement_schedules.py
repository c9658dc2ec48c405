"""Schedules by which statements go out by themselves, and what came of each day."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0017_kept_debts_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatementSchedule",
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
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("line", models.TextField(default="")),
                ("least_minor", models.BigIntegerField(default=0)),
                ("is_sent", models.BooleanField(default=True)),
                ("rhythm", models.TextField()),
                ("every", models.IntegerField(default=1)),
                ("day_of_month", models.IntegerField(default=0)),
                ("first_on", models.DateField()),
                ("state", models.TextField(default="on")),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("changed_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "receivables_statement_schedule",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "deleted"), _negated=True),
                        fields=("entity_id", "name"),
                        name="statement_schedule_name_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["open_item", "balance_forward", "activity"])
                        ),
                        name="scheduled_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day_of_month", 0),
                                ("rhythm__in", ["month_end", "weeks"]),
                            ),
                            models.Q(
                                ("day_of_month__range", (1, 31)),
                                ("rhythm", "day_of_month"),
                            ),
                            _connector="OR",
                        ),
                        name="statement_schedule_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every__range", (1, 60)), ("least_minor__gte", 0)
                        ),
                        name="statement_schedule_is_usable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["on", "paused", "ended", "deleted"])
                        ),
                        name="statement_schedule_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementBatch",
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
                ("as_of", models.DateField()),
                ("state", models.TextField()),
                ("why", models.TextField(default="")),
                ("made_at", models.DateTimeField()),
                ("settled_by", models.TextField(default="")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="receivables.statementrun",
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="receivables.statementschedule",
                    ),
                ),
            ],
            options={
                "db_table": "receivables_statement_batch",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["entity_id", "as_of"],
                        name="statement_batch_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "schedule", "as_of"),
                        name="schedule_makes_a_day_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("run__isnull", False), ("state", "issued")),
                            models.Q(
                                ("run__isnull", True),
                                (
                                    "state__in",
                                    ["waiting", "discarded", "nobody", "passed"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="statement_batch_state_is_known",
                    ),
                ],
            },
        ),
    ]
