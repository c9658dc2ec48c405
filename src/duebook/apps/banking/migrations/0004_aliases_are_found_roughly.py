"""Aliases are found by how their words begin, and by an account's bare number."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0003_lines_are_explained"),
        ("parties", "0006_name_blocks"),
    ]
    operations = [
        migrations.AddField(
            model_name="alias",
            name="name_blocks",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("value"), function="name_blocks"),
                output_field=ArrayField(models.TextField()),
            ),
        ),
        migrations.AddField(
            model_name="alias",
            name="account_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("value"), function="account_key"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="alias",
            index=models.Index(
                condition=models.Q(("kind", "account")),
                fields=["entity_id", "account_key"],
                name="alias_by_account",
            ),
        ),
    ]
