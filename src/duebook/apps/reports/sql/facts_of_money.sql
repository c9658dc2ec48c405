-- Money that came in, was taken back by the bank or was sent back by us in a span of
-- days: the head of other queries.
-- Parameters: entity, first, last.
-- Row of facts: day, kind, number, document_kind, party_id, currency, method, reference,
--      amount_minor.
facts AS (
    SELECT received_on AS day, 'payment' AS kind, number, 'payment' AS document_kind,
        party_id, currency, method, reference, amount_minor
    FROM payments_payment
    WHERE entity_id = %(entity)s AND received_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT returned.returned_on, 'return', payment.number, 'return', payment.party_id,
        payment.currency, payment.method, returned.reason, -payment.amount_minor
    FROM payments_return AS returned
    JOIN payments_payment AS payment
        ON payment.entity_id = %(entity)s AND payment.id = returned.payment_id
    WHERE returned.entity_id = %(entity)s
        AND returned.returned_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT refunded_on, 'refund', number, 'refund', party_id, currency, method, reason,
        -amount_minor
    FROM payments_refund
    WHERE entity_id = %(entity)s AND refunded_on BETWEEN %(first)s AND %(last)s
)
