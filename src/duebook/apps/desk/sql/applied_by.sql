-- Standing applications that events wrote.  Parameters: entity, event.
SELECT application.id
FROM receivables_application AS application
WHERE
    application.entity_id = %(entity)s
    AND application.event_id = %(event)s
    AND application.reverses_id IS NULL
    AND NOT EXISTS (
        SELECT FROM receivables_application AS reversal
        WHERE
            reversal.entity_id = application.entity_id
            AND reversal.reverses_id = application.id
    )
ORDER BY application.id
