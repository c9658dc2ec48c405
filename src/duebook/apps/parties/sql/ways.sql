-- The steps from these parties to those that pay for them in the end, with codes.
-- On LATERAL and OFFSET 0 see bill_tos.sql.
WITH RECURSIVE way AS (
    SELECT party.id, party.code, party.next_id
    FROM unnest(%(ids)s::bigint[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT id, code, coalesce(merged_into_id, bill_to_id) AS next_id
        FROM parties_party
        WHERE entity_id = %(entity)s AND id = asked.id
        OFFSET 0
    ) party
    UNION
    SELECT payer.id, payer.code, payer.next_id
    FROM way
    CROSS JOIN LATERAL (
        SELECT id, code, coalesce(merged_into_id, bill_to_id) AS next_id
        FROM parties_party
        WHERE entity_id = %(entity)s AND id = way.next_id
        OFFSET 0
    ) payer
    WHERE way.next_id IS NOT NULL
)
SELECT id, code, next_id FROM way
