-- The ids of billing runs like {where}.  Parameters: entity, size, those of {where}.
SELECT run.id
FROM invoicing_billing_run AS run
WHERE run.entity_id = %(entity)s AND {where}
ORDER BY 1
LIMIT %(size)s
