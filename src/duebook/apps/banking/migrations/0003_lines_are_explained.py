"""What is explained of a bank line: never more than the line, nor than the books.

Explanations move ``explained_minor`` of the line they explain, whose constraint
keeps it within the line; and those of one entry never exceed what the entry posts
on the ledger account of the bank.
"""

from __future__ import annotations

from django.db import migrations

FRAME = """LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan"""

PROMISES = [
    f"""
    CREATE FUNCTION lines_are_explained() RETURNS trigger {FRAME} AS $$
    DECLARE bad bigint;
    BEGIN
        SELECT added.id INTO bad FROM written AS added
            JOIN banking_explanation AS taken
                ON taken.entity_id = added.entity_id AND taken.id = added.reverses_id
            WHERE (taken.line_id, taken.entry_id, -taken.amount_minor)
                <> (added.line_id, added.entry_id, added.amount_minor) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'explanation % does not take back what it names', bad
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'explanation_reverses_exactly';
        END IF;
        SELECT explained.entry_id INTO bad FROM (
            SELECT explanation.entry_id, account.account_id, line.currency,
                sum(explanation.amount_minor) AS amount_minor
            FROM (SELECT DISTINCT entity_id, entry_id FROM written) AS added
            JOIN banking_explanation AS explanation
                ON explanation.entity_id = added.entity_id
                AND explanation.entry_id = added.entry_id
            JOIN banking_line AS line ON line.entity_id = explanation.entity_id
                AND line.id = explanation.line_id
            JOIN banking_account AS account ON account.entity_id = line.entity_id
                AND account.id = line.bank_account_id
            GROUP BY explanation.entry_id, account.account_id, line.currency
            ) AS explained
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(posting.amount_minor), 0) AS amount_minor
                FROM ledger_posting AS posting
                WHERE posting.entry_id = explained.entry_id
                    AND posting.account_id = explained.account_id
                    AND posting.currency = explained.currency
            ) AS posted
            WHERE explained.amount_minor NOT BETWEEN least(0, posted.amount_minor)
                AND greatest(0, posted.amount_minor) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'entry % posts less at the bank than it explains', bad
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'explanation_is_posted';
        END IF;
        UPDATE banking_open_line AS open
            SET explained_minor = open.explained_minor + moved.amount_minor
            FROM (SELECT entity_id, line_id, sum(amount_minor) AS amount_minor
                  FROM written GROUP BY entity_id, line_id) AS moved
            WHERE open.entity_id = moved.entity_id AND open.line_id = moved.line_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER lines_are_explained AFTER INSERT ON banking_explanation
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION lines_are_explained()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("banking", "0002_walls"), ("ledger", "0005_books_hold")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in PROMISES
    ]
