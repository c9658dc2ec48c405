"""An opening balance that was typed wrong is put right."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("banking", "0006_lockboxes")]
    operations = [
        migrations.RunSQL(
            "GRANT UPDATE (opening_minor) ON banking_account TO duebook_app",
            migrations.RunSQL.noop,
        ),
    ]
