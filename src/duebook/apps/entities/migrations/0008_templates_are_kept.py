"""Templates of documents are kept in versions, each with who kept it."""

from __future__ import annotations

import django.db.models.functions.comparison
from django.db import migrations, models

from duebook.db.operations import Facts


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0007_mail_servers"),
        ("audit", "0002_events_by_actor_and_instant"),
    ]
    operations = [
        migrations.CreateModel(
            name="Template",
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
                ("text", models.TextField(blank=True)),
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
            ],
            options={"db_table": "entities_template"},
        ),
        Facts("Template"),
    ]
