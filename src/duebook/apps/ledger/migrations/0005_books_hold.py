"""What the books promise: whole balanced entries, open periods, control = items.

Order of writing: postings, then their entries, then new items.  An entry that
exists takes no more postings; an item that exists is moved by the postings that
name it; a new item is open for exactly what its postings say.

Transition tables have no statistics, so the functions forbid the plans that would
read a whole table to find a few rows; and they plan anew each time, because a plan
made when the tables were empty is a bad one for ever after.  Children are found by
their parent's id alone (ids are unique across entities, and row security adds the
entity): naming the entity twice makes the planner think that it selects something.
"""

from __future__ import annotations

from django.db import migrations

FRAME = """LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan"""

BOOKS = [
    """
    ALTER TABLE ledger_posting ADD CONSTRAINT posting_is_control_as_its_account
        FOREIGN KEY (entity_id, account_id, is_control)
        REFERENCES ledger_account (entity_id, id, is_control)
    """,
    f"""
    CREATE FUNCTION postings_are_whole() RETURNS trigger {FRAME} AS $$
    DECLARE bad bigint;
    BEGIN
        SELECT entry_id INTO bad FROM written
            GROUP BY entity_id, entry_id, currency
            HAVING sum(amount_minor) <> 0 OR count(*) < 2 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'journal entry % does not balance', bad
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'journal_entry_balances';
        END IF;
        SELECT entry.id INTO bad
            FROM (SELECT DISTINCT entity_id, entry_id FROM written) AS added
            JOIN ledger_entry AS entry
                ON entry.entity_id = added.entity_id AND entry.id = added.entry_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'journal entry % is complete', bad
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'journal_entry_is_written_whole';
        END IF;
        SELECT item.id INTO bad
            FROM (SELECT DISTINCT entity_id, item_id, account_id, currency FROM written
                  WHERE item_id IS NOT NULL) AS added
            JOIN receivables_item AS item
                ON item.entity_id = added.entity_id AND item.id = added.item_id
            WHERE (item.account_id, item.currency) <> (added.account_id, added.currency)
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'a posting on item % is not in its account and currency', bad
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'posting_is_of_its_item';
        END IF;
        UPDATE receivables_item AS item SET open_minor = open_minor + moved.amount_minor
            FROM (SELECT entity_id, item_id, sum(amount_minor) AS amount_minor
                  FROM written WHERE item_id IS NOT NULL
                  GROUP BY entity_id, item_id) AS moved
            WHERE item.entity_id = moved.entity_id AND item.id = moved.item_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER postings_are_whole AFTER INSERT ON ledger_posting
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION postings_are_whole()
    """,
    f"""
    CREATE FUNCTION entries_are_in_open_periods() RETURNS trigger {FRAME} AS $$
    DECLARE bad record;
    BEGIN
        SELECT added.id INTO bad FROM written AS added WHERE NOT EXISTS (
            SELECT FROM ledger_posting AS posting
            WHERE posting.entry_id = added.id)
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'journal entry % has no postings', bad.id
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'journal_entry_has_postings';
        END IF;
        PERFORM 1 FROM ledger_period AS period
            WHERE (period.entity_id, period.id) IN (
                SELECT holds.entity_id, holds.id
                FROM (SELECT DISTINCT entity_id, effective_on FROM written) AS added
                JOIN ledger_period AS holds ON holds.entity_id = added.entity_id
                    AND holds.span @> added.effective_on)
            ORDER BY period.id FOR SHARE;
        SELECT added.effective_on, period.state INTO bad
            FROM (SELECT DISTINCT entity_id, effective_on FROM written) AS added
            LEFT JOIN ledger_period AS period ON period.entity_id = added.entity_id
                AND period.span @> added.effective_on
            WHERE period.state IS NULL OR period.state = 'hard'
                OR (period.state = 'soft' AND
                    coalesce(current_setting('app.soft_lock', true), '') <> 'passed')
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'no posting on %: its period is %',
                bad.effective_on, coalesce(bad.state, 'missing')
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'entry_in_open_period';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER entries_are_in_open_periods AFTER INSERT ON ledger_entry
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION entries_are_in_open_periods()
    """,
    f"""
    CREATE FUNCTION items_are_backed() RETURNS trigger {FRAME} AS $$
    DECLARE bad bigint;
    BEGIN
        SELECT added.id INTO bad FROM written AS added
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(posting.amount_minor), 0) AS amount_minor,
                    bool_and((posting.account_id, posting.currency)
                        = (added.account_id, added.currency)) AS of_item
                FROM ledger_posting AS posting
                WHERE posting.item_id = added.id
            ) AS posted
            WHERE added.open_minor <> posted.amount_minor
                OR added.open_minor <> added.amount_minor OR NOT posted.of_item LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'item % is not what the books say is open of it', bad
                USING ERRCODE = 'check_violation', CONSTRAINT = 'item_is_backed';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER items_are_backed AFTER INSERT ON receivables_item
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION items_are_backed()
    """,
    f"""
    CREATE FUNCTION applications_are_posted() RETURNS trigger {FRAME} AS $$
    DECLARE bad record;
    BEGIN
        SELECT added.id INTO bad FROM written AS added
            JOIN receivables_item AS credit
                ON credit.entity_id = added.entity_id AND credit.id = added.credit_id
            JOIN receivables_item AS debt
                ON debt.entity_id = added.entity_id AND debt.id = added.debt_id
            WHERE credit.amount_minor >= 0 OR debt.amount_minor <= 0
                OR credit.currency <> debt.currency LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'application % is not of a credit on a debt', bad.id
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'application_joins_credit_and_debt';
        END IF;
        SELECT added.id INTO bad FROM written AS added
            JOIN receivables_application AS taken
                ON taken.entity_id = added.entity_id AND taken.id = added.reverses_id
            WHERE (taken.credit_id, taken.debt_id, -taken.amount_minor)
                <> (added.credit_id, added.debt_id, added.amount_minor) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'application % does not reverse what it names', bad.id
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'application_reverses_exactly';
        END IF;
        SELECT moved.item_id INTO bad FROM (
            SELECT entity_id, entry_id, item_id, sum(amount_minor) AS amount_minor
            FROM (SELECT entity_id, entry_id, credit_id AS item_id, amount_minor
                  FROM written
                  UNION ALL
                  SELECT entity_id, entry_id, debt_id, -amount_minor FROM written
            ) AS side
            GROUP BY entity_id, entry_id, item_id HAVING sum(amount_minor) <> 0
            EXCEPT
            SELECT posting.entity_id, posting.entry_id, posting.item_id,
                sum(posting.amount_minor)
            FROM (SELECT DISTINCT entry_id FROM written) AS added
            JOIN ledger_posting AS posting ON posting.entry_id = added.entry_id
            WHERE posting.item_id IS NOT NULL
            GROUP BY posting.entity_id, posting.entry_id, posting.item_id
        ) AS moved LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'an application to item % is not what was posted',
                bad.item_id USING ERRCODE = 'check_violation',
                CONSTRAINT = 'application_is_posted';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER applications_are_posted AFTER INSERT ON receivables_application
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION applications_are_posted()
    """,
    # A period that was closed for good stays so; nobody deletes one.
    """
    CREATE FUNCTION period_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'hard' AND NEW.state <> 'hard' THEN
            RAISE EXCEPTION 'a period under hard lock stays closed'
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'period_stays_closed';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER period_stays_closed BEFORE UPDATE ON ledger_period
        FOR EACH ROW EXECUTE FUNCTION period_stays_closed()
    """,
]


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_same_entity"),
        ("receivables", "0003_same_entity"),
    ]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in BOOKS
    ]
