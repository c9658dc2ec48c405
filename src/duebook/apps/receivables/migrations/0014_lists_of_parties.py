"""What parties owe is summed from the index of what is open alone."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0013_lists_of_open_items")]

    operations = [
        migrations.RemoveIndex(model_name="item", name="open_item_by_party"),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["entity_id", "party", "due_on"],
                name="open_item_by_party",
                include=("open_minor", "contested_minor", "currency"),
                condition=~models.Q(("open_minor", 0)),
            ),
        ),
    ]
