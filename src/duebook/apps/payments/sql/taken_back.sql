-- What some credits settled once: applications that were taken back, newest first.
-- Parameters: entity, credits, size.
-- Row: the fields of queries.whole.TakenBack.
SELECT debt.number, -reversal.amount_minor AS amount_minor, reversal.reason,
    event.actor, event.at
FROM receivables_application AS reversal
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = reversal.debt_id
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = reversal.event_id
WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id IS NOT NULL
    AND reversal.credit_id = ANY(%(credits)s::bigint[])
ORDER BY reversal.id DESC
LIMIT %(size)s
