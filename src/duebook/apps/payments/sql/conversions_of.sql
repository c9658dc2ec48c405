-- Credits that some credits were changed into, and that were not changed back.
-- Parameters: entity, credits.  Row: credit_id, debit_id, new_id.
SELECT application.credit_id, application.debt_id AS debit_id,
    posting.item_id AS new_id
FROM receivables_application AS application
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.source_kind = 'converted'
    AND entry.source_id = application.debt_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
    AND posting.item_id IS NOT NULL
WHERE application.entity_id = %(entity)s AND application.credit_id = ANY(%(credits)s)
    AND application.rule = 'conversion' AND application.reverses_id IS NULL
    AND NOT EXISTS (
        SELECT FROM receivables_application AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = application.id)
ORDER BY application.id
