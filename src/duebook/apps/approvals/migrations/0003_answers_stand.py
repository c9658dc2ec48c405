"""An answer stands: a request goes from waiting to its answer to done, never back."""

from __future__ import annotations

from django.db import migrations

STATES = [
    """
    CREATE FUNCTION act_moves_onward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
                ('waiting', 'approved'), ('waiting', 'refused'),
                ('waiting', 'withdrawn'), ('approved', 'done')) THEN
            RAISE EXCEPTION 'request % is %: it does not become %',
                OLD.id, OLD.state, NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'act_moves_onward';
        END IF;
        IF OLD.state <> 'waiting'
                AND (NEW.answered_by, NEW.answer) <> (OLD.answered_by, OLD.answer) THEN
            RAISE EXCEPTION 'request % was answered by %', OLD.id, OLD.answered_by
                USING ERRCODE = 'check_violation', CONSTRAINT = 'act_moves_onward';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER act_moves_onward BEFORE UPDATE ON approvals_held_act
        FOR EACH ROW EXECUTE FUNCTION act_moves_onward()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_walls")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATES
    ]
