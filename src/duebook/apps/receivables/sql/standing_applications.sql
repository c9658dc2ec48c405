-- Applications of some items, on either side, that were not taken back.
-- Parameters: entity, items.
-- Row: id, credit_id, debt_id, amount_minor, effective_on, rule, event_id.
SELECT application.id, application.credit_id, application.debt_id,
    application.amount_minor, application.effective_on, application.rule,
    application.event_id
FROM receivables_application AS application
WHERE application.entity_id = %(entity)s AND application.reverses_id IS NULL
    AND (application.credit_id = ANY(%(items)s) OR application.debt_id = ANY(%(items)s))
    AND NOT EXISTS (
        SELECT FROM receivables_application AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = application.id)
ORDER BY application.id
