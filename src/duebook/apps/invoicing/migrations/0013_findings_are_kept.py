"""A finding of one draft is kept with its reason, and its invoice tells of it."""

from __future__ import annotations

from django.db import migrations, models

from duebook.db.operations import Guarded


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0012_documents_by_their_event")]
    operations = [
        migrations.CreateModel(
            name="KeptFinding",
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
                ("draft_id", models.BigIntegerField()),
                ("code", models.TextField()),
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("sentence", models.TextField()),
                ("reason", models.TextField()),
                ("kept_by", models.TextField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "db_table": "invoicing_kept_finding",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="kept_finding_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "entity_id",
                            "draft_id",
                            "code",
                            "subject_kind",
                            "subject_id",
                        ),
                        name="finding_is_kept_once",
                    ),
                ],
            },
        ),
        Guarded("KeptFinding", app_may=("INSERT", "UPDATE", "DELETE")),
    ]
