-- Who pays for some parties.
-- Parameters: entity, parties.
-- Row: id.
SELECT DISTINCT party.bill_to_id FROM parties_party AS party
WHERE party.entity_id = %(entity)s AND party.id = ANY(%(parties)s::bigint[])
    AND party.bill_to_id IS NOT NULL
