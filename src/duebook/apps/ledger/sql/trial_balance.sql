-- Every account's balance at the end of a day.
-- Parameters: entity, on.  Row: code, name, kind, currency, amount_minor.
SELECT account.code, account.name, account.kind, posting.currency,
    sum(posting.amount_minor)::bigint AS amount_minor
FROM ledger_posting AS posting
JOIN ledger_entry AS entry
    ON entry.entity_id = posting.entity_id AND entry.id = posting.entry_id
JOIN ledger_account AS account
    ON account.entity_id = posting.entity_id AND account.id = posting.account_id
WHERE posting.entity_id = %(entity)s AND entry.entity_id = %(entity)s
    AND account.entity_id = %(entity)s AND entry.effective_on <= %(on)s
GROUP BY account.code, account.name, account.kind, posting.currency
ORDER BY account.code, posting.currency
