"""People ask each other about requests, too."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0003_everybody_writes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="handover",
            name="hand_over_subject_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="note",
            name="note_subject_is_known",
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "subject_kind__in",
                        [
                            "party",
                            "document",
                            "draft",
                            "charge",
                            "item",
                            "bank_line",
                            "payment",
                            "dispute",
                            "statement",
                            "import",
                            "run",
                            "period",
                            "request",
                        ],
                    )
                ),
                name="hand_over_subject_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "subject_kind__in",
                        [
                            "party",
                            "document",
                            "draft",
                            "charge",
                            "item",
                            "bank_line",
                            "payment",
                            "dispute",
                            "statement",
                            "import",
                            "run",
                            "period",
                            "request",
                        ],
                    )
                ),
                name="note_subject_is_known",
            ),
        ),
    ]
