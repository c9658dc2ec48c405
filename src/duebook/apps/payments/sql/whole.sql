-- A payment with its payer, who took it in, and how the bank took it back.
-- Parameters: entity, number.
-- Row: the fields of queries.whole.Taken.
SELECT payment.id, payment.number, payment.received_on, payment.currency,
    payment.amount_minor, payment.method, payment.reference, payment.item_id,
    party.code AS party, party.name, event.actor, event.at,
    returned.returned_on, coalesce(returned.reason, '') AS return_reason
FROM payments_payment AS payment
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = payment.event_id
LEFT JOIN payments_return AS returned
    ON returned.entity_id = %(entity)s AND returned.payment_id = payment.id
WHERE payment.entity_id = %(entity)s AND payment.number = %(number)s
