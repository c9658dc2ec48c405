-- The ids of the documents like {where}.
-- Parameters: entity, size, and those of {where}.
SELECT document.id
FROM invoicing_document AS document
WHERE document.entity_id = %(entity)s AND {where}
ORDER BY document.id
LIMIT %(size)s
