-- Refunds as they are listed.  Only those shown are joined.
-- {where}, {order}, {sort}: conditions on, and columns of, refund.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.refunds.Refunded.
WITH shown AS MATERIALIZED (
    SELECT refund.id, {sort} AS sort_key
    FROM payments_refund AS refund
    WHERE refund.entity_id = %(entity)s AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT refund.id, refund.number, party.code AS party, party.name, refund.refunded_on,
    refund.currency, refund.amount_minor, refund.method, refund.reason,
    credit.number AS credit, credit.id AS credit_id,
    credit.open_minor < 0 AS is_free,
    coalesce(payment.number, '') AS payment, event.actor, back.returned_on,
    coalesce(back.reason, '') AS return_reason, settled.booked_on AS settled_on, shown.sort_key
FROM shown
JOIN payments_refund AS refund
    ON refund.entity_id = %(entity)s AND refund.id = shown.id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = refund.party_id
JOIN receivables_item AS credit
    ON credit.entity_id = %(entity)s AND credit.id = refund.credit_id
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = refund.event_id
LEFT JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.number = credit.number
LEFT JOIN payments_refund_return AS back
    ON back.entity_id = %(entity)s AND back.refund_id = refund.id
LEFT JOIN LATERAL (  -- the day on which the bank showed it
    SELECT max(line.booked_on) AS booked_on
    FROM receivables_item AS debit
    JOIN banking_explanation AS explanation
        ON explanation.entity_id = %(entity)s AND explanation.entry_id = debit.entry_id
    JOIN banking_line AS line
        ON line.entity_id = %(entity)s AND line.id = explanation.line_id
    WHERE debit.entity_id = %(entity)s AND debit.id = refund.item_id
    HAVING sum(explanation.amount_minor) <> 0
) AS settled ON true
ORDER BY {order}
