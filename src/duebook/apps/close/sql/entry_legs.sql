-- Entries with their legs, as somebody reads them.
-- Parameters: entity, entries.
-- Row: entry_id, effective_on, cause, person, account, name, currency, amount_minor.
SELECT entry.id AS entry_id, entry.effective_on, entry.cause, event.actor AS person,
    account.code AS account, account.name, posting.currency, posting.amount_minor
FROM ledger_entry AS entry
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = entry.event_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = posting.account_id
WHERE entry.entity_id = %(entity)s AND entry.id = ANY(%(entries)s)
ORDER BY entry.id, posting.id
