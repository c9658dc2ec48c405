-- Parties that may pay, with whom else they pay for.
-- Parameters: entity, ids (null: all).
-- Row: id, name, pays_for (ids).
SELECT party.id, party.name, coalesce(
    array_agg(served.id ORDER BY served.id) FILTER (WHERE served.id IS NOT NULL),
    '{}') AS pays_for
FROM parties_party AS party
LEFT JOIN parties_party AS served
    ON served.entity_id = %(entity)s AND served.bill_to_id = party.id
WHERE party.entity_id = %(entity)s AND party.merged_into_id IS NULL
    AND party.code <> '(unidentified)'
    AND (%(ids)s::bigint[] IS NULL OR party.id = ANY(%(ids)s))
GROUP BY party.id, party.name ORDER BY party.id
