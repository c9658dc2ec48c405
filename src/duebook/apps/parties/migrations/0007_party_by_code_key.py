"""Parties are found by their code whatever its capitals, by an index."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0006_name_blocks")]
    operations = [
        migrations.AddField(
            model_name="party",
            name="code_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("code"), function="upper"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                fields=["entity_id", "code_key"], name="party_by_code_key"
            ),
        ),
    ]
