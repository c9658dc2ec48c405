-- The ids of the payments like {where}.
-- Parameters: entity, size, and those of {where}.
SELECT payment.id
FROM payments_payment AS payment
WHERE payment.entity_id = %(entity)s AND {where}
ORDER BY payment.id
LIMIT %(size)s
