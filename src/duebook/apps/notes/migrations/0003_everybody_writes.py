"""Whoever may write at all may write notes: the right is new, the people are not."""

from __future__ import annotations

from django.db import migrations

WRITERS = """
DO $$
DECLARE known int;
BEGIN
    FOR known IN SELECT id FROM entities_known LOOP
        PERFORM set_config('app.entity', known::text, true),
            set_config('app.entities', known::text, true);
        INSERT INTO entities_grant (entity_id, person_id, "right", limit_minor)
        SELECT DISTINCT held.entity_id, held.person_id, 'note', NULL::bigint
        FROM entities_grant AS held
        WHERE held.entity_id = known
        ON CONFLICT DO NOTHING;
    END LOOP;
    PERFORM set_config('app.entity', '', true), set_config('app.entities', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("notes", "0002_walls"), ("entities", "0005_seats")]
    operations = [migrations.RunSQL(WRITERS, migrations.RunSQL.noop)]
