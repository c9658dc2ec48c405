-- The ids of the open credits like {where}.
-- Parameters: entity, size, and those of {where}.
SELECT credit.id
FROM receivables_item AS credit
WHERE credit.entity_id = %(entity)s AND credit.open_minor < 0 AND {where}
ORDER BY credit.id
LIMIT %(size)s
