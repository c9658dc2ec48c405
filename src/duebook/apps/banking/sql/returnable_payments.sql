-- Payments that a bank may take back, those that came back included.
-- Parameters: entity, currency, amounts (null: all), keys (null: all), since.
-- Row: as queries.returnable.ReturnablePayment.
SELECT payment.id, payment.number, payment.party_id, payment.received_on, payment.amount_minor,
    payment.external_key, payment.reference, posting.account_id,
    EXISTS (SELECT FROM payments_return AS returned
        WHERE returned.entity_id = %(entity)s
            AND returned.payment_id = payment.id) AS is_returned
FROM payments_payment AS payment
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = payment.item_id
JOIN ledger_posting AS posting ON posting.entity_id = %(entity)s
    AND posting.entry_id = item.entry_id AND posting.item_id IS NULL
WHERE payment.entity_id = %(entity)s AND payment.currency = %(currency)s
    AND (%(amounts)s::bigint[] IS NULL OR payment.amount_minor = ANY(%(amounts)s))
    AND (%(keys)s::text[] IS NULL OR payment.external_key = ANY(%(keys)s))
    AND payment.received_on >= %(since)s
ORDER BY payment.id
