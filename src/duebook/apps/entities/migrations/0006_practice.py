"""An entity may be a copy to learn on, and stays one."""

from __future__ import annotations

from django.db import migrations, models

STAYS = [
    """
    CREATE FUNCTION practice_stays_practice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'entity % is for practice or it is not, for good', OLD.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'practice_stays_practice';
    END $$
    """,
    """
    CREATE TRIGGER practice_stays_practice BEFORE UPDATE ON entities_entity
        FOR EACH ROW WHEN (OLD.is_practice IS DISTINCT FROM NEW.is_practice)
        EXECUTE FUNCTION practice_stays_practice()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("entities", "0005_seats")]
    operations = [
        migrations.AddField(
            model_name="entity",
            name="is_practice",
            field=models.BooleanField(db_default=False, default=False),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STAYS),
    ]
