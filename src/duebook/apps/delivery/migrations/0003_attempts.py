"""Mail is tried more than once, and a delivery's state moves in one direction.

What was handed over is never planned again, whatever a sender believes: only a
mail whose sender died in the middle goes back, to be repeated.
"""

from __future__ import annotations

from django.db import migrations, models

ONWARD = [
    """
    CREATE FUNCTION delivery_moves_onward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
            ('planned', 'sending'), ('planned', 'suppressed'), ('planned', 'failed'),
            ('planned', 'sent'),
            ('sending', 'sent'), ('sending', 'bounced'), ('sending', 'failed'),
            ('sending', 'planned'),
            ('sent', 'bounced')
        ) THEN
            RAISE EXCEPTION 'a delivery that is % does not become %',
                OLD.state, NEW.state
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'delivery_moves_onward';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER delivery_moves_onward BEFORE UPDATE OF state ON delivery_delivery
        FOR EACH ROW EXECUTE FUNCTION delivery_moves_onward()
    """,
    "GRANT UPDATE (attempts, tried_at, not_before) ON delivery_delivery TO duebook_app",
]


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_walls")]
    operations = [
        migrations.AddField("delivery", "attempts", models.IntegerField(default=0)),
        migrations.AddField("delivery", "tried_at", models.DateTimeField(null=True)),
        migrations.AddField("delivery", "not_before", models.DateTimeField(null=True)),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in ONWARD),
    ]
