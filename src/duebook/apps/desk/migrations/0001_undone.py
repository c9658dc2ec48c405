"""Which act took which other one back."""

from __future__ import annotations

import django.db.models.functions.comparison
from django.db import migrations, models

from duebook.db.operations import Facts


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Undone",
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
                ("undone_event_id", models.BigIntegerField()),
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
                "db_table": "desk_undone",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "undone_event_id"),
                        name="act_is_undone_once",
                    )
                ],
            },
        ),
        Facts("Undone"),
    ]
