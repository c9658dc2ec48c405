-- What some credits settle: applications that stand, in their order.
-- Parameters: entity, credits.
-- Row: the fields of queries.whole.Settled.
SELECT application.id, application.credit_id, debt.number, debt.kind, debt.document_id,
    application.amount_minor, application.effective_on, application.rule,
    debt.open_minor, debt.reason, event.actor, event.at
FROM receivables_application AS application
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = application.event_id
WHERE application.entity_id = %(entity)s
    AND application.credit_id = ANY(%(credits)s::bigint[])
    AND application.reverses_id IS NULL
    AND NOT EXISTS (
        SELECT FROM receivables_application AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = application.id)
ORDER BY application.id
