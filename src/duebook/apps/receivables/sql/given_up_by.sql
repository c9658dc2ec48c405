-- What an act gave up: the items that its write-offs became.
-- Parameters: entity, event.
SELECT DISTINCT application.credit_id
FROM receivables_application AS application
JOIN receivables_item AS credit
    ON credit.entity_id = %(entity)s AND credit.id = application.credit_id
WHERE application.entity_id = %(entity)s AND application.event_id = %(event)s
    AND application.reverses_id IS NULL
    AND credit.kind IN ('write_off', 'small_balance') AND credit.event_id = %(event)s
ORDER BY 1
