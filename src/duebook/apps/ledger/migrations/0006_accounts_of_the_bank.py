"""Give entities that were opened earlier the accounts that bank work needs."""

from __future__ import annotations

from django.db import migrations

ACCOUNTS = """
    ('1050', 'Undeposited funds', 'asset', 'undeposited', false),
    ('1060', 'Transfers under way', 'asset', 'transfers', false),
    ('1070', 'Card processor', 'asset', 'processor', false),
    ('1290', 'Exchange adjustment', 'asset', 'exchange_adjustment', false),
    ('1300', 'Tax withheld by payers', 'asset', 'withheld_tax', false),
    ('2120', 'Unidentified cash', 'liability', 'unidentified_cash', true),
    ('6110', 'Deductions allowed', 'expense', 'deductions', false),
    ('6300', 'Bank fees', 'expense', 'bank_fees', false),
    ('6900', 'Exchange differences', 'expense', 'exchange', false)
"""

GIVE = f"""
    DO $$
    DECLARE entity record;
    BEGIN
        FOR entity IN SELECT id FROM entities_known LOOP
            PERFORM set_config('app.entity', entity.id::text, true),
                set_config('app.entities', entity.id::text, true);
            INSERT INTO ledger_account (entity_id, code, name, kind, is_control)
                SELECT entity.id, code, name, kind, is_control
                FROM (VALUES {ACCOUNTS}) AS new (code, name, kind, role, is_control)
                ON CONFLICT (entity_id, code) DO NOTHING;
            INSERT INTO ledger_role_account (entity_id, role, account_id)
                SELECT entity.id, new.role, account.id
                FROM (VALUES {ACCOUNTS}) AS new (code, name, kind, role, is_control)
                JOIN ledger_account AS account
                    ON account.entity_id = entity.id AND account.code = new.code
                    AND account.is_control = new.is_control
                ON CONFLICT (entity_id, role) DO NOTHING;
        END LOOP;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_books_hold"),
        ("entities", "0002_walls"),
    ]
    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
