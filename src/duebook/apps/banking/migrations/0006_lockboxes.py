"""The slip that the cheques of a lockbox are on, so that both can be taken back."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from duebook.db.operations import Facts, SameEntity


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0005_money_that_is_new"),
    ]

    operations = [
        migrations.CreateModel(
            name="LockboxSlip",
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
                    "deposit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="banking.deposit",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="banking.bankfile",
                    ),
                ),
            ],
            options={
                "db_table": "banking_lockbox_slip",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "file"], name="lockbox_slip_by_file"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "deposit"), name="slip_is_of_one_lockbox"
                    )
                ],
            },
        ),
        Facts("LockboxSlip"),
        SameEntity("LockboxSlip"),
    ]
