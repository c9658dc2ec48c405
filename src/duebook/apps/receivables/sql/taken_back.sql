-- What was put against items, or what they were put against, and taken back since;
-- the newest first.
-- Parameters: entity, items, size.
-- Row: the fields of queries.taken_back.TakenBack.
SELECT reversal.id, reversal.credit_id, reversal.debt_id,
    credit.kind AS credit_kind, credit.number AS credit_number,
    debt.kind AS debt_kind, debt.number AS debt_number,
    -reversal.amount_minor AS amount_minor, reversal.rule, reversal.reason,
    event.actor, event.at
FROM receivables_application AS reversal
JOIN receivables_item AS credit
    ON credit.entity_id = %(entity)s AND credit.id = reversal.credit_id
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = reversal.debt_id
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = reversal.event_id
WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id IS NOT NULL
    AND (reversal.credit_id = ANY(%(items)s::bigint[])
        OR reversal.debt_id = ANY(%(items)s::bigint[]))
ORDER BY reversal.id DESC
LIMIT %(size)s
