"""A person may say that a line is not what the books hold already."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("banking", "0004_aliases_are_found_roughly")]
    operations = [
        migrations.AddField(
            model_name="openline",
            name="is_new_money",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (is_new_money) ON banking_open_line TO duebook_app",
            migrations.RunSQL.noop,
        ),
    ]
