-- For each of these parties, all whose way over merged_into and bill_to leads there.
WITH RECURSIVE below AS (
    SELECT id AS payer_id, id AS party_id
    FROM unnest(%(ids)s::bigint[]) AS id
    UNION
    SELECT below.payer_id, party.id
    FROM below
    JOIN parties_party party ON party.entity_id = %(entity)s AND (
        (party.bill_to_id = below.party_id AND party.merged_into_id IS NULL)
        OR party.merged_into_id = below.party_id)
)
SELECT payer_id, array_agg(party_id) FROM below
WHERE party_id <> payer_id
GROUP BY payer_id
