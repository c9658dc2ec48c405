"""A document is its lines: written first, adding up to it, and never joined later."""

from __future__ import annotations

from django.db import migrations

FRAME = """LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan"""


def takes_no_more(table: str) -> list[str]:
    return [
        f"""
        CREATE FUNCTION {table}_is_written_first() RETURNS trigger {FRAME} AS $$
        DECLARE bad bigint;
        BEGIN
            SELECT document.id INTO bad
                FROM (SELECT DISTINCT entity_id, document_id FROM written) AS added
                JOIN invoicing_document AS document
                    ON document.entity_id = added.entity_id
                    AND document.id = added.document_id LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'document % is issued: it takes no more rows', bad
                    USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'document_is_written_whole';
            END IF;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE TRIGGER is_written_first AFTER INSERT ON {table}
            REFERENCING NEW TABLE AS written
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_written_first()
        """,
    ]


ADD_UP = [
    *takes_no_more("invoicing_line"),
    *takes_no_more("invoicing_document_tax"),
    f"""
    CREATE FUNCTION documents_add_up() RETURNS trigger {FRAME} AS $$
    DECLARE bad text;
    BEGIN
        SELECT added.number INTO bad FROM written AS added
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(line.net_minor), 0) AS net_minor,
                    coalesce(sum(line.tax_minor), 0) AS tax_minor, count(*) AS lines
                FROM invoicing_line AS line
                WHERE line.document_id = added.id
            ) AS lines
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(tax.tax_minor), 0) AS tax_minor
                FROM invoicing_document_tax AS tax
                WHERE tax.document_id = added.id
            ) AS taxes
            WHERE lines.lines = 0 OR lines.net_minor <> added.net_minor
                OR lines.tax_minor <> added.tax_minor OR taxes.tax_minor <> added.tax_minor
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'document % is not the sum of its lines and taxes', bad
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'document_is_its_lines';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER documents_add_up AFTER INSERT ON invoicing_document
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION documents_add_up()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0004_same_entity")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in ADD_UP
    ]
