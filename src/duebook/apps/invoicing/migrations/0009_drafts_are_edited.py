"""Drafts are edited by several people, charges are held and excused."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0008_number_keys")]
    operations = [
        migrations.AddField(
            model_name="charge",
            name="held_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="charge",
            name="aside_by",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="charge",
            name="aside_reason",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="issued_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="terms",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="version",
            field=models.IntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name="draft",
            name="changed_by",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                fields=["entity_id", "service_on", "id"], name="charge_by_day"
            ),
        ),
    ]
