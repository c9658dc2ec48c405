-- The ids of the refunds like {where}.
-- Parameters: entity, size, and those of {where}.
SELECT refund.id
FROM payments_refund AS refund
WHERE refund.entity_id = %(entity)s AND {where}
ORDER BY refund.id
LIMIT %(size)s
