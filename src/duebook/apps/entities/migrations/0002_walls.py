"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import READERS, Guarded, walls

ENTITY = [
    *walls("entities_entity", "id"),
    f"GRANT SELECT ON entities_entity TO {READERS}",
    "GRANT SELECT, INSERT, UPDATE ON entities_entity TO duebook_app",
    "GRANT USAGE ON SEQUENCE entities_entity_id_seq TO duebook_app",
    # Which entities there are is no secret of any of them; what is in them is.
    "CREATE TABLE entities_known (id int PRIMARY KEY, code text NOT NULL)",
    f"GRANT SELECT ON entities_known TO duebook_app, {READERS}",
    """
    CREATE FUNCTION entity_is_known() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO entities_known VALUES (NEW.id, NEW.code);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER entity_is_known AFTER INSERT ON entities_entity
        FOR EACH ROW EXECUTE FUNCTION entity_is_known()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("entities", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        Guarded("Person", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("Grant", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("NumberSeries", app_may=("INSERT", "UPDATE", "DELETE")),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in ENTITY),
    ]
