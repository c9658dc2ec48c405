-- Money received by month, returned and refunded money taken off.
-- Parameters: entity, first, last.  Row: name (2026-11), currency, received_minor.
SELECT to_char(moved.day, 'YYYY-MM') AS name, moved.currency,
    sum(moved.amount_minor)::bigint AS received_minor
FROM (
    SELECT received_on AS day, currency, amount_minor FROM payments_payment
    WHERE entity_id = %(entity)s
    UNION ALL
    SELECT returned.returned_on, payment.currency, -payment.amount_minor
    FROM payments_return AS returned
    JOIN payments_payment AS payment
        ON payment.entity_id = %(entity)s AND payment.id = returned.payment_id
    WHERE returned.entity_id = %(entity)s
    UNION ALL
    SELECT refunded_on, currency, -amount_minor FROM payments_refund
    WHERE entity_id = %(entity)s
) AS moved
WHERE moved.day BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2 ORDER BY 2, 1
