"""Contests stay as written and within their entity, and alone move what they contest.

A new item is contested by nobody.  The plans are bound as those of the postings are
(see ledger 0005): transition tables have no statistics.
"""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, SameEntity

MOVE = """
    CREATE FUNCTION contests_move_items() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    SET plan_cache_mode = force_custom_plan AS $$
    BEGIN
        UPDATE receivables_item AS item
            SET contested_minor = contested_minor + moved.amount_minor
            FROM (SELECT entity_id, item_id, sum(amount_minor) AS amount_minor
                  FROM written GROUP BY entity_id, item_id) AS moved
            WHERE item.entity_id = moved.entity_id AND item.id = moved.item_id;
        RETURN NULL;
    END $$
"""
MOVED = """
    CREATE TRIGGER contests_move_items AFTER INSERT ON receivables_contest
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION contests_move_items()
"""
BEGIN = """
    CREATE FUNCTION items_begin_uncontested() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'item % is contested before it is there', NEW.id
            USING ERRCODE = 'check_violation',
            CONSTRAINT = 'item_begins_uncontested';
    END $$
"""
BEGUN = """
    CREATE TRIGGER items_begin_uncontested BEFORE INSERT ON receivables_item
        FOR EACH ROW WHEN (NEW.contested_minor <> 0)
        EXECUTE FUNCTION items_begin_uncontested()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0008_contests"),
        ("audit", "0001_initial"),
    ]
    operations = [
        Facts("Contest"),
        SameEntity("Contest"),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (MOVE, MOVED, BEGIN, BEGUN)
        ),
    ]
