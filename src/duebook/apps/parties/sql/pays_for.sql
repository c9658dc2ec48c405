-- For each of these parties, all whose way over merged_into and bill_to leads there.
-- On LATERAL and OFFSET 0 see bill_tos.sql.
WITH RECURSIVE below AS (
    SELECT id AS payer_id, id AS party_id
    FROM unnest(%(ids)s::bigint[]) AS id
    UNION
    SELECT below.payer_id, party.id
    FROM below
    CROSS JOIN LATERAL (
        (SELECT id FROM parties_party
        WHERE entity_id = %(entity)s AND bill_to_id = below.party_id
            AND merged_into_id IS NULL
        OFFSET 0)
        UNION ALL
        (SELECT id FROM parties_party
        WHERE entity_id = %(entity)s AND merged_into_id = below.party_id
        OFFSET 0)
    ) party
)
SELECT payer_id, array_agg(party_id) FROM below
WHERE party_id <> payer_id
GROUP BY payer_id
