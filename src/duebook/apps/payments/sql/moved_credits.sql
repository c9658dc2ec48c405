-- Credits that were written by the entries of these transfers (debit items).
-- Parameters: entity, transfers.
-- Row: id.
SELECT credit.id
FROM receivables_item AS transfer
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = transfer.entry_id
    AND posting.item_id <> transfer.id
JOIN receivables_item AS credit
    ON credit.entity_id = %(entity)s AND credit.id = posting.item_id
WHERE transfer.entity_id = %(entity)s AND transfer.id = ANY(%(transfers)s)
    AND transfer.kind = 'transfer' AND transfer.amount_minor > 0
ORDER BY credit.id
