-- The payments on a deposit slip, in the order they came.
-- Parameters: entity, deposit.
-- Row: payment_id, number, party, received_on, method, reference, amount_minor.
SELECT payment.id AS payment_id, payment.number, party.name AS party,
    payment.received_on, payment.method, payment.reference, payment.amount_minor
FROM banking_deposited_payment AS deposited
JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.id = deposited.payment_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
WHERE deposited.entity_id = %(entity)s AND deposited.deposit_id = %(deposit)s
ORDER BY payment.received_on, payment.id
