-- The ids of the parties like {where}.
-- Parameters: entity, size, and those of {where}.
SELECT party.id
FROM parties_party AS party
WHERE party.entity_id = %(entity)s AND party.merged_into_id IS NULL AND {where}
ORDER BY party.id
LIMIT %(size)s
