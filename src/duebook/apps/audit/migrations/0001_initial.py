"""The chain of events: hashed by the database, never changed, and complete.

Every fact names the event that wrote it; a digest of the rows that each statement
added is part of the event's hash, so the chain covers the books too.
"""

from __future__ import annotations

from django.db import migrations, models

from duebook.db.operations import READERS, Guarded, append_only, walls

CHAIN = [
    """
    CREATE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: facts are corrected by further facts',
            TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege',
            CONSTRAINT = 'facts_stay';
    END $$
    """,
    """
    CREATE TABLE audit_head (
        entity_id int PRIMARY KEY,
        seq bigint NOT NULL,
        hash bytea NOT NULL
    )
    """,
    *walls("audit_head", "entity_id"),
    f"GRANT SELECT ON audit_head TO duebook_app, {READERS}",
    """
    CREATE TABLE audit_fact_table (table_name text PRIMARY KEY, columns text NOT NULL)
    """,
    f"GRANT SELECT ON audit_fact_table TO duebook_app, {READERS}",
    """
    CREATE TABLE audit_fact (
        id bigint GENERATED ALWAYS AS IDENTITY,
        entity_id int NOT NULL,
        event_id bigint NOT NULL,
        table_name text NOT NULL,
        first_id bigint NOT NULL,
        last_id bigint NOT NULL,
        row_count bigint NOT NULL,
        digest bytea NOT NULL,
        PRIMARY KEY (entity_id, event_id, id),
        CONSTRAINT fact_has_its_event FOREIGN KEY (entity_id, event_id)
            REFERENCES audit_event (entity_id, id) DEFERRABLE INITIALLY DEFERRED
    )
    """,
    *walls("audit_fact", "entity_id"),
    *append_only("audit_fact"),
    f"GRANT SELECT ON audit_fact TO duebook_app, {READERS}",
    """
    CREATE FUNCTION fact_is_written_by_its_command() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (SELECT FROM audit_event
                   WHERE entity_id = NEW.entity_id AND id = NEW.event_id) THEN
            RAISE EXCEPTION 'event % is complete: it takes no more facts', NEW.event_id
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'fact_is_written_by_its_command';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER fact_is_written_by_its_command BEFORE INSERT ON audit_fact
        FOR EACH ROW EXECUTE FUNCTION fact_is_written_by_its_command()
    """,
    """
    CREATE FUNCTION audit_event_text(event audit_event) RETURNS text
    LANGUAGE sql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
        SELECT concat_ws('|', event.entity_id, event.id, event.seq, event.at,
            event.actor, event.command, event.key, event.input, event.result,
            encode(event.facts_digest, 'hex'))
    $$
    """,
    """
    CREATE FUNCTION audit_facts_digest(entity int, event bigint) RETURNS bytea
    LANGUAGE sql STABLE AS $$
        SELECT sha256(convert_to(coalesce(string_agg(
            concat_ws('|', table_name, first_id, last_id, row_count,
                encode(digest, 'hex')), E'\\n' ORDER BY id), ''), 'UTF8'))
        FROM audit_fact WHERE entity_id = entity AND event_id = event
    $$
    """,
    """
    CREATE FUNCTION event_joins_the_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE head audit_head;
    BEGIN
        INSERT INTO audit_head VALUES (NEW.entity_id, 0, '')
            ON CONFLICT (entity_id) DO NOTHING;
        SELECT * INTO head FROM audit_head
            WHERE entity_id = NEW.entity_id FOR UPDATE;
        NEW.seq := head.seq + 1;
        NEW.prev_hash := head.hash;
        NEW.facts_digest := audit_facts_digest(NEW.entity_id, NEW.id);
        NEW.hash := sha256(head.hash
            || convert_to(audit_event_text(NEW), 'UTF8'));
        UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash
            WHERE entity_id = NEW.entity_id;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER event_joins_the_chain BEFORE INSERT ON audit_event
        FOR EACH ROW EXECUTE FUNCTION event_joins_the_chain()
    """,
    *append_only("audit_event"),
    *append_only("audit_key"),
    # A long run fills empty tables; without statistics the planner misjudges them.
    """
    CREATE FUNCTION refresh_statistics(tables text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE table_name text;
    BEGIN
        FOREACH table_name IN ARRAY tables LOOP
            EXECUTE format('ANALYZE %I', table_name);
        END LOOP;
    END $$
    """,
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Event",
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
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("command", models.TextField()),
                ("key", models.UUIDField()),
                ("input", models.JSONField()),
                ("result", models.JSONField(null=True)),
                ("facts_digest", models.BinaryField()),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "db_table": "audit_event",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "seq"), name="event_seq_is_unique"
                    ),
                    models.UniqueConstraint(
                        fields=("entity_id", "key"), name="key_is_used_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Key",
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
                ("key", models.UUIDField()),
                ("command", models.TextField()),
                ("input_hash", models.BinaryField()),
                ("event_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "audit_key",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "key"), name="key_is_known_once"
                    )
                ],
            },
        ),
        Guarded("Event"),
        Guarded("Key"),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in CHAIN),
    ]
