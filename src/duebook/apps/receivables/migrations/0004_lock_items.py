"""The app locks items without the right to change them: through the owner."""

from __future__ import annotations

from django.db import migrations

LOCK = """
    CREATE FUNCTION receivables_lock_items(entity int, ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM 1 FROM receivables_item
            WHERE entity_id = entity AND id = ANY(ids) ORDER BY id FOR UPDATE;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0003_same_entity")]
    operations = [migrations.RunSQL(LOCK, "DROP FUNCTION receivables_lock_items")]
