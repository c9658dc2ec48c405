-- Payments, newest first.
-- Parameters: entity; and, each null for all: party, method, size, first and until
--      (days of receipt, closed-open), after_on and after_id (where the last page ended).
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
        AND discount.kind <> 'write_off'
    WHERE earned.entity_id = %(entity)s AND earned.payment_id = payment.id
) AS earned ON true
WHERE payment.entity_id = %(entity)s
    AND (%(party)s::bigint IS NULL OR payment.party_id = %(party)s)
    AND (%(method)s::text IS NULL OR payment.method = %(method)s)
    AND (%(first)s::date IS NULL OR payment.received_on >= %(first)s)
    AND (%(until)s::date IS NULL OR payment.received_on < %(until)s)
    AND (%(after_on)s::date IS NULL
        OR (payment.received_on, payment.id) < (%(after_on)s, %(after_id)s))
ORDER BY payment.received_on DESC, payment.id DESC
LIMIT %(size)s
