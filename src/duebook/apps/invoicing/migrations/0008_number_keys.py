"""Documents are found by their buyer's order however payers write it.

The functions are the same as ``rough`` and the pattern of the matcher
(duebook.domain.matching); a test compares them.
"""

from __future__ import annotations

from django.db import migrations, models

KEY = """
    CREATE FUNCTION number_key(number text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE
        folded text;
    BEGIN
        IF octet_length(number) > length(number) THEN
            RETURN '';  -- letters of other scripts: it may be any
        END IF;
        folded := translate(
            regexp_replace(
                upper(coalesce(substring(number FROM '[0-9].*'), number)
                    COLLATE "C"),
                '[^A-Z0-9]', ' ', 'g'),
            'OILSB', '01158');
        IF folded ~ '^[0-9]{4,} ([0-9A-Z]{1,2}|(19|20)[0-9]{2})$'
            AND folded !~ '^(19|20)[0-9]{2} '
        THEN
            folded := split_part(folded, ' ', 1);  -- no year, branch or version
        END IF;
        RETURN translate(folded, ' 0', '');
    END $$
"""
LOOK = """
    CREATE FUNCTION number_look(number text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE
        kept text := coalesce(
            substring(number FROM '^[^0-9]*[0-9][^0-9]*[0-9]'), number);
    BEGIN
        RETURN kept || translate(
            substr(number, length(kept) + 1), '012345678', '999999999');
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0007_draft_kind_is_known")]
    operations = [
        migrations.RunSQL(KEY, "DROP FUNCTION number_key(text)"),
        migrations.RunSQL(LOOK, "DROP FUNCTION number_look(text)"),
        migrations.AddField(
            model_name="document",
            name="po_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("po"), function="number_key"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("po", ""), _negated=True),
                fields=["entity_id", "po_key"],
                name="document_by_po",
            ),
        ),
    ]
