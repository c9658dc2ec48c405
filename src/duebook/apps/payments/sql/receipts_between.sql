-- Payments received in a span of days, in the order of receipt.
-- Parameters: entity, first, until (closed-open).
-- Row: id, number, party_id, party, received_on, currency, amount_minor, method,
--      reference, discount_minor, left_minor, returned_on.
SELECT payment.id, payment.number, payment.party_id, party.name AS party,
    payment.received_on, payment.currency, payment.amount_minor, payment.method,
    payment.reference, coalesce(earned.amount_minor, 0)::bigint AS discount_minor,
    -item.open_minor AS left_minor, returned.returned_on
FROM payments_payment AS payment
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = payment.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
LEFT JOIN payments_return AS returned
    ON returned.entity_id = %(entity)s AND returned.payment_id = payment.id
LEFT JOIN LATERAL (
    SELECT sum(-discount.amount_minor) AS amount_minor
    FROM payments_earned_discount AS earned
    JOIN receivables_item AS discount
        ON discount.entity_id = %(entity)s AND discount.id = earned.item_id
    WHERE earned.entity_id = %(entity)s AND earned.payment_id = payment.id
) AS earned ON true
WHERE payment.entity_id = %(entity)s
    AND payment.received_on >= %(first)s AND payment.received_on < %(until)s
ORDER BY payment.received_on, payment.id
