-- What the accounts of some roles come to at the end of a day; every account that a
-- document was taxed to counts as tax payable.
-- Parameters: entity, on, roles.
-- Row: role, account_id, code, name, currency, amount_minor.
WITH playing AS (
    SELECT role, account_id FROM ledger_role_account
    WHERE entity_id = %(entity)s AND role = ANY(%(roles)s)
    UNION
    SELECT 'tax_payable', account_id FROM invoicing_document_tax
    WHERE entity_id = %(entity)s AND account_id IS NOT NULL AND tax_minor <> 0
        AND 'tax_payable' = ANY(%(roles)s)
)
SELECT role.role, account.id AS account_id, account.code, account.name, posting.currency,
    sum(posting.amount_minor)::bigint AS amount_minor
FROM playing AS role
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = role.account_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.account_id = account.id
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
WHERE entry.effective_on <= %(on)s
GROUP BY role.role, account.id, account.code, account.name, posting.currency
ORDER BY account.code, posting.currency
