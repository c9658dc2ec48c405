-- Payments into the drawer that are on no deposit slip and were not taken back.
-- Parameters: entity, currency.
-- Row: payment_id, number, party, received_on, method, reference, amount_minor.
SELECT payment.id AS payment_id, payment.number, party.name AS party,
    payment.received_on, payment.method, payment.reference, payment.amount_minor
FROM payments_payment AS payment
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = payment.item_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = item.entry_id
JOIN ledger_role_account AS role ON role.entity_id = %(entity)s
    AND role.account_id = posting.account_id AND role.role = 'undeposited'
WHERE payment.entity_id = %(entity)s AND payment.currency = %(currency)s
    AND NOT EXISTS (
        SELECT FROM banking_deposited_payment AS deposited
        WHERE deposited.entity_id = %(entity)s AND deposited.payment_id = payment.id)
    AND NOT EXISTS (
        SELECT FROM payments_return AS returned
        WHERE returned.entity_id = %(entity)s AND returned.payment_id = payment.id)
ORDER BY payment.received_on, payment.id
