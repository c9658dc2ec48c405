"""Acts are looked up by who did them and when, not only by their place."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["entity_id", "actor", "-seq"], name="event_by_actor"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["entity_id", "at"], name="event_by_instant"),
        ),
    ]
