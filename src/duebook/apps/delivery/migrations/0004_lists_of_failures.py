"""Deliveries that failed are few, and found without the others."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0003_attempts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ["bounced", "failed"])),
                fields=["entity_id", "subject_kind", "subject_id"],
                name="delivery_that_failed",
            ),
        ),
    ]
