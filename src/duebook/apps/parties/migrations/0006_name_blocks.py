"""Parties are found by how the words of their names begin, as payers are compared.

The functions are the same as ``rough_blocks`` and ``rough_account`` of the matcher
(duebook.domain.matching.narrowing); a test compares them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

BLOCKS = r"""
    CREATE FUNCTION name_blocks(name text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE
        is_ascii boolean := octet_length(name) = length(name);
        plain text;
        blocks text[];
        is_told boolean;
    BEGIN
        plain := replace(lower(
            regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')
            COLLATE "C"), '.', '');
        IF octet_length(plain) > length(plain) THEN
            RETURN ARRAY[''];  -- letters of other scripts: it may be any
        END IF;
        SELECT array_agg(DISTINCT left(word, 4) ORDER BY left(word, 4))
            FILTER (WHERE NOT (is_ascii AND is_form)), bool_or(NOT is_form)
        INTO blocks, is_told
        FROM regexp_split_to_table(plain, '[^a-z0-9_]+') AS word,
            LATERAL (SELECT word IN (
                'company', 'corp', 'corporation', 'gmbh', 'inc', 'limited', 'llc',
                'llp', 'ltd', 'plc', 'pty', 'sarl', 'sas', 'spa', 'srl', 'the', 'and',
                'und') AS is_form) AS told
        WHERE length(word) > 2;
        RETURN CASE WHEN is_told THEN blocks ELSE ARRAY[''] END;
    END $$
"""
ACCOUNT = r"""
    CREATE FUNCTION account_key(account text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT CASE WHEN octet_length(account) > length(account) THEN ''
            ELSE upper(regexp_replace(account, '[^A-Za-z0-9]', '', 'g')
                COLLATE "C") END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_party_says_it_is_exempt")]
    operations = [
        migrations.RunSQL(BLOCKS, "DROP FUNCTION name_blocks(text)"),
        migrations.RunSQL(ACCOUNT, "DROP FUNCTION account_key(text)"),
        migrations.AddField(
            model_name="party",
            name="name_blocks",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name"), function="name_blocks"),
                output_field=ArrayField(models.TextField()),
            ),
        ),
    ]
