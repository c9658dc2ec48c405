"""Which user of the installation is which person of an entity."""

from __future__ import annotations

from django.db import migrations, models

from duebook.db.operations import READERS

WALLS = [
    (
        "ALTER TABLE entities_seat DROP CONSTRAINT entities_seat_pkey,"
        " ADD CONSTRAINT entities_seat_pkey PRIMARY KEY (entity_id, id)"
    ),
    "ALTER TABLE entities_seat ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE entities_seat FORCE ROW LEVEL SECURITY",
    "CREATE POLICY all_are_read ON entities_seat FOR SELECT USING (true)",
    *(
        f"CREATE POLICY own_entity_{verb} ON entities_seat FOR {verb} {check}"
        " (entity_id = (SELECT nullif(current_setting('app.entity', true), '')::int))"
        for verb, check in (("INSERT", "WITH CHECK"), ("DELETE", "USING"))
    ),
    f"GRANT SELECT ON entities_seat TO {READERS}",
    "GRANT SELECT, INSERT, DELETE ON entities_seat TO duebook_app",
    "GRANT USAGE ON SEQUENCE entities_seat_id_seq TO duebook_app",
]


class Migration(migrations.Migration):
    dependencies = [("entities", "0004_entity_rate_days")]
    operations = [
        migrations.CreateModel(
            name="Seat",
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
                ("user_id", models.IntegerField()),
                ("person", models.TextField()),
            ],
            options={
                "db_table": "entities_seat",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user_id", "entity_id"),
                        name="user_sits_once_in_an_entity",
                    ),
                    models.UniqueConstraint(
                        fields=("entity_id", "person"), name="seat_is_taken_once"
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in WALLS),
    ]
