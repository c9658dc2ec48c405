-- The ledger account that took a payment in.
-- Parameters: entity, payment.
-- Row: account_id.
SELECT posting.account_id
FROM payments_payment AS payment
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = payment.item_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = item.entry_id
WHERE payment.entity_id = %(entity)s AND payment.id = %(payment)s
    AND posting.amount_minor > 0 AND posting.item_id IS NULL
ORDER BY posting.id LIMIT 1
