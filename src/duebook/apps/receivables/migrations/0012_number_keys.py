"""Items are found by their number as payers write it, by look and by amount."""

from __future__ import annotations

from django.db import migrations, models


def _made_by(function: str) -> models.GeneratedField:
    return models.GeneratedField(
        db_persist=True,
        expression=models.Func(models.F("number"), function=function),
        output_field=models.TextField(),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0011_exchange_stays"),
        ("invoicing", "0008_number_keys"),
    ]
    operations = [
        migrations.AddField("item", "number_key", _made_by("number_key")),
        migrations.AddField("item", "number_look", _made_by("number_look")),
        migrations.AddIndex(
            "item",
            models.Index(fields=["entity_id", "number_key"], name="item_by_key"),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["entity_id", "number_look", "document_on"],
                name="item_by_look",
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["entity_id", "currency", "open_minor"],
                condition=models.Q(("open_minor__gt", 0)),
                name="open_item_by_amount",
            ),
        ),
    ]
