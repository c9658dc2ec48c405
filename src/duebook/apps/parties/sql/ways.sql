-- The steps from these parties to those that pay for them in the end, with codes.
WITH RECURSIVE way AS (
    SELECT id, code, coalesce(merged_into_id, bill_to_id) AS next_id
    FROM parties_party
    WHERE entity_id = %(entity)s AND id = ANY(%(ids)s::bigint[])
    UNION
    SELECT party.id, party.code, coalesce(party.merged_into_id, party.bill_to_id)
    FROM way
    JOIN parties_party party ON party.entity_id = %(entity)s AND party.id = way.next_id
)
SELECT id, code, next_id FROM way
