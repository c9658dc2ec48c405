"""Where each entity's mails leave; who only reports or audits reads no password."""

from __future__ import annotations

from django.db import migrations, models

from duebook.db.operations import READERS, Guarded

NO_PASSWORD = (
    f"REVOKE SELECT ON entities_mail_server FROM {READERS}",
    (
        'GRANT SELECT (id, entity_id, host, port, tls, "user", sender)'
        f" ON entities_mail_server TO {READERS}"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("entities", "0006_practice")]
    operations = [
        migrations.CreateModel(
            name="MailServer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("host", models.TextField(blank=True)),
                ("port", models.IntegerField()),
                ("tls", models.TextField()),
                ("user", models.TextField(blank=True)),
                ("password", models.TextField(blank=True)),
                ("sender", models.TextField(blank=True)),
            ],
            options={
                "db_table": "entities_mail_server",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id",), name="entity_has_one_mail_server"
                    )
                ],
            },
        ),
        Guarded("MailServer", app_may=("INSERT", "UPDATE")),
        *(migrations.RunSQL(one, migrations.RunSQL.noop) for one in NO_PASSWORD),
    ]
