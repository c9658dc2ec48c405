-- The last payment of a party like another, but not of the same sending.
-- Parameters: entity, party, method, reference, currency, amount, key.
-- Row: number, received_on.
SELECT payment.number, payment.received_on
FROM payments_payment AS payment
WHERE payment.entity_id = %(entity)s AND payment.party_id = %(party)s
    AND payment.method = %(method)s AND payment.currency = %(currency)s
    AND payment.amount_minor = %(amount)s
    AND lower(payment.reference) = lower(%(reference)s)
    AND NOT EXISTS (
        SELECT FROM audit_key AS spent
        WHERE spent.entity_id = %(entity)s AND spent.key = %(key)s
            AND spent.event_id = payment.event_id)
ORDER BY payment.received_on DESC, payment.id DESC
LIMIT 1
