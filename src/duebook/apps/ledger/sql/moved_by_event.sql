-- What the entries of an event moved on each account.
-- Parameters: entity, event.
-- Row: account, name, currency, entries, debit_minor, credit_minor.
SELECT account.code AS account, account.name, posting.currency,
    count(DISTINCT entry.id)::int AS entries,
    sum(greatest(posting.amount_minor, 0))::bigint AS debit_minor,
    sum(greatest(-posting.amount_minor, 0))::bigint AS credit_minor
FROM ledger_entry AS entry
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = posting.account_id
WHERE entry.entity_id = %(entity)s AND entry.event_id = %(event)s
GROUP BY account.code, account.name, posting.currency
ORDER BY posting.currency, account.code
