-- The change of currency that a credit came from.
-- Parameters: entity, converted.  Row: credit_id, debit_id, new_id.
SELECT application.credit_id, entry.source_id AS debit_id, converted.id AS new_id
FROM receivables_item AS converted
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = converted.entry_id
    AND entry.source_kind = 'converted'
JOIN receivables_application AS application
    ON application.entity_id = %(entity)s AND application.debt_id = entry.source_id
    AND application.rule = 'conversion'
WHERE converted.entity_id = %(entity)s AND converted.id = %(converted)s
ORDER BY application.id LIMIT 1
