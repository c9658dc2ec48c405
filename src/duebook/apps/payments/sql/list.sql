-- Payments as they are listed.  Only those shown are joined: an index gives their
-- order.
-- {where}, {order}, {sort}: conditions on, and columns of, payment.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.payments_list.Listed.
WITH shown AS MATERIALIZED (
    SELECT payment.id, {sort} AS sort_key
    FROM payments_payment AS payment
    WHERE payment.entity_id = %(entity)s AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT payment.id, payment.number, party.code AS party, party.name,
    payment.received_on, payment.currency, payment.amount_minor, payment.method,
    payment.reference, -item.open_minor AS left_minor,
    coalesce(role.role, '') AS role, returned.returned_on, shown.sort_key
FROM shown
JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.id = shown.id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = payment.item_id
LEFT JOIN LATERAL (
    SELECT played.role FROM ledger_role_account AS played
    WHERE played.entity_id = %(entity)s AND played.account_id = item.account_id
    ORDER BY played.role LIMIT 1
) AS role ON true
LEFT JOIN payments_return AS returned
    ON returned.entity_id = %(entity)s AND returned.payment_id = payment.id
ORDER BY {order}
