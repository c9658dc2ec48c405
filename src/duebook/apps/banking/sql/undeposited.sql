-- Payments into the drawer that are on no deposit slip and were not taken back.  Only
-- what comes by hand lies there; what was deposited, nearly all, is told by ids alone.
-- Parameters: entity, currency.
-- Row: payment_id, number, party, received_on, method, reference, amount_minor.
SELECT payment.id AS payment_id, payment.number, party.name AS party,
    payment.received_on, payment.method, payment.reference, payment.amount_minor
FROM payments_payment AS payment
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
WHERE payment.entity_id = %(entity)s AND payment.currency = %(currency)s
    AND payment.id = ANY (ARRAY(
        SELECT handed.id
        FROM payments_payment AS handed
        WHERE handed.entity_id = %(entity)s AND handed.method IN ('cash', 'cheque')
            AND (handed.id IN (
                SELECT deposited.payment_id
                FROM banking_deposited_payment AS deposited
                WHERE deposited.entity_id = %(entity)s
            )) IS NOT TRUE
            AND (handed.id IN (
                SELECT returned.payment_id
                FROM payments_return AS returned
                WHERE returned.entity_id = %(entity)s
            )) IS NOT TRUE
    ))
    AND EXISTS (
        SELECT
        FROM receivables_item AS item
        JOIN ledger_posting AS posting
            ON posting.entity_id = %(entity)s AND posting.entry_id = item.entry_id
        JOIN ledger_role_account AS role ON role.entity_id = %(entity)s
            AND role.account_id = posting.account_id AND role.role = 'undeposited'
        WHERE item.entity_id = %(entity)s AND item.id = payment.item_id
    )
ORDER BY payment.received_on, payment.id
