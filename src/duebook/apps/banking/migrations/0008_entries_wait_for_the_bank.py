"""What the books hold and no bank line shows is kept, not sought among all postings.

Postings on the ledger account of a bank add to it, explanations take away from it; a
bank account that is opened, and those there are, begin with what came after their
opening balance.

Postings come before their entries, so the day of an entry is not known here; who
reads leaves out what the opening balance holds.  Whoever opens a bank account locks
its ledger account against postings that would be in neither.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from duebook.db.operations import Guarded, SameEntity

FRAME = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
SPARING = """SET enable_hashjoin = off SET enable_mergejoin = off
    SET enable_seqscan = off SET plan_cache_mode = force_custom_plan"""

BEGIN = """
    INSERT INTO banking_open_entry (entity_id, bank_account_id, entry_id, left_minor)
    SELECT bank.entity_id, bank.id, moved.entry_id, sum(moved.amount_minor)
    FROM (
        SELECT posting.entry_id, posting.amount_minor
        FROM ledger_posting AS posting
        WHERE posting.entity_id = bank.entity_id
            AND posting.account_id = bank.account_id
            AND posting.currency = bank.currency
        UNION ALL
        SELECT explanation.entry_id, -explanation.amount_minor
        FROM banking_line AS line
        JOIN banking_explanation AS explanation
            ON explanation.entity_id = line.entity_id
            AND explanation.line_id = line.id
        WHERE line.entity_id = bank.entity_id AND line.bank_account_id = bank.id
    ) AS moved
    JOIN ledger_entry AS entry
        ON entry.entity_id = bank.entity_id AND entry.id = moved.entry_id
        AND entry.effective_on > bank.opened_on
    GROUP BY moved.entry_id HAVING sum(moved.amount_minor) <> 0;
"""
MOVE = """ON CONFLICT (entity_id, bank_account_id, entry_id)
    DO UPDATE SET left_minor = open.left_minor + excluded.left_minor"""

PROMISES = [
    f"""
    CREATE FUNCTION entries_wait_for_the_bank() RETURNS trigger {FRAME} AS $$
    BEGIN
        INSERT INTO banking_open_entry AS open
            (entity_id, bank_account_id, entry_id, left_minor)
        SELECT bank.entity_id, bank.id, written.entry_id, sum(written.amount_minor)
        FROM written
        JOIN banking_account AS bank ON bank.entity_id = written.entity_id
            AND bank.account_id = written.account_id
            AND bank.currency = written.currency
        GROUP BY bank.entity_id, bank.id, written.entry_id
        HAVING sum(written.amount_minor) <> 0
        {MOVE};
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER entries_wait_for_the_bank AFTER INSERT ON ledger_posting
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION entries_wait_for_the_bank()
    """,
    f"""
    CREATE FUNCTION entries_are_shown() RETURNS trigger {FRAME} {SPARING} AS $$
    BEGIN
        INSERT INTO banking_open_entry AS open
            (entity_id, bank_account_id, entry_id, left_minor)
        SELECT line.entity_id, line.bank_account_id, written.entry_id,
            -sum(written.amount_minor)
        FROM written
        JOIN banking_line AS line
            ON line.entity_id = written.entity_id AND line.id = written.line_id
        GROUP BY line.entity_id, line.bank_account_id, written.entry_id
        HAVING sum(written.amount_minor) <> 0
        ORDER BY line.bank_account_id, written.entry_id
        {MOVE};
        DELETE FROM banking_open_entry AS open
        USING (
            SELECT DISTINCT line.entity_id, line.bank_account_id, written.entry_id
            FROM written
            JOIN banking_line AS line
                ON line.entity_id = written.entity_id AND line.id = written.line_id
        ) AS shown
        WHERE open.entity_id = shown.entity_id
            AND open.bank_account_id = shown.bank_account_id
            AND open.entry_id = shown.entry_id AND open.left_minor = 0;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER entries_are_shown AFTER INSERT ON banking_explanation
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION entries_are_shown()
    """,
    f"""
    CREATE FUNCTION bank_begins_with_its_entries() RETURNS trigger {FRAME} AS $$
    DECLARE bank banking_account := NEW;
    BEGIN
        PERFORM FROM ledger_account
            WHERE entity_id = NEW.entity_id AND id = NEW.account_id FOR UPDATE;
        {BEGIN}
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER bank_begins_with_its_entries AFTER INSERT ON banking_account
        FOR EACH ROW EXECUTE FUNCTION bank_begins_with_its_entries()
    """,
    f"""
    DO $$
    DECLARE known int; bank banking_account;
    BEGIN
        FOR known IN SELECT id FROM entities_known LOOP
            PERFORM set_config('app.entity', known::text, true),
                set_config('app.entities', known::text, true);
            FOR bank IN SELECT * FROM banking_account WHERE entity_id = known LOOP
                {BEGIN}
            END LOOP;
        END LOOP;
        PERFORM set_config('app.entity', '', true),
            set_config('app.entities', '', true);
    END $$
    """,
]


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0007_openings_are_corrected"),
        ("ledger", "0009_entries_by_their_event"),
        ("entities", "0005_seats"),
    ]
    operations = [
        migrations.CreateModel(
            name="OpenEntry",
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
                ("left_minor", models.BigIntegerField()),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="banking.bankaccount",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.journalentry",
                    ),
                ),
            ],
            options={
                "db_table": "banking_open_entry",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "bank_account", "entry"),
                        name="entry_waits_once",
                    )
                ],
            },
        ),
        Guarded("OpenEntry", app_may=()),
        SameEntity("OpenEntry", deferred=("entry",)),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in PROMISES
        ),
    ]
