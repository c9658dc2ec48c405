-- Money that came in, was taken back by the bank or was sent back by us.
-- Parameters: entity, first, last.
-- Row: day, number, kind, code, name, method, reference, currency, amount_minor.
SELECT moved.day, moved.number, moved.kind, party.code, party.name, moved.method,
    moved.reference, moved.currency, moved.amount_minor
FROM (
    SELECT received_on AS day, number, 'payment' AS kind, party_id, method, reference,
        currency, amount_minor
    FROM payments_payment
    WHERE entity_id = %(entity)s AND received_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT returned.returned_on, payment.number, 'return', payment.party_id,
        payment.method, returned.reason, payment.currency, -payment.amount_minor
    FROM payments_return AS returned
    JOIN payments_payment AS payment
        ON payment.entity_id = %(entity)s AND payment.id = returned.payment_id
    WHERE returned.entity_id = %(entity)s
        AND returned.returned_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT refunded_on, number, 'refund', party_id, method, reason, currency,
        -amount_minor
    FROM payments_refund
    WHERE entity_id = %(entity)s AND refunded_on BETWEEN %(first)s AND %(last)s
) AS moved
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = moved.party_id
ORDER BY moved.day, moved.kind, moved.number
