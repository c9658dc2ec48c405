-- Accounts that were posted to up to a day, with the role that tells their type.
-- Parameters: entity, on.  Row: code, name, kind, role.
SELECT account.code, account.name, account.kind, min(role.role)
FROM ledger_account AS account
LEFT JOIN ledger_role_account AS role
    ON role.entity_id = %(entity)s AND role.account_id = account.id
WHERE account.entity_id = %(entity)s AND EXISTS (
    SELECT FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s AND posting.account_id = account.id
        AND entry.effective_on <= %(on)s)
GROUP BY account.code, account.name, account.kind ORDER BY account.code
