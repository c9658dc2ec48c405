-- I-4: an application that takes one back is its exact opposite.
-- Parameters: entity.  Row: subject, detail.
SELECT 'application ' || later.id AS subject,
    'does not take back application ' || later.reverses_id AS detail
FROM receivables_application AS later
LEFT JOIN receivables_application AS earlier
    ON earlier.entity_id = %(entity)s AND earlier.id = later.reverses_id
WHERE later.entity_id = %(entity)s AND later.reverses_id IS NOT NULL
    AND (earlier.credit_id, earlier.debt_id, -earlier.amount_minor)
        IS DISTINCT FROM (later.credit_id, later.debt_id, later.amount_minor)
