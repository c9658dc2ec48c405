-- Who is billed for each party: the end of its way over merged_into and bill_to.
-- UNION, not UNION ALL: a loop ends the recursion, and its parties have no bill-to.
WITH RECURSIVE way AS (
    SELECT id AS party_id, id AS at_id, coalesce(merged_into_id, bill_to_id) AS next_id
    FROM parties_party
    WHERE entity_id = %(entity)s AND id >= %(first)s AND id < %(stop)s
        AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s::bigint[]))
    UNION
    SELECT way.party_id, party.id, coalesce(party.merged_into_id, party.bill_to_id)
    FROM way
    JOIN parties_party party ON party.entity_id = %(entity)s AND party.id = way.next_id
)
SELECT
    way.party_id, party.id, party.name, party.tax_place, party.terms_id,
    party.grouping, party.discount_bp, party.shipping_zone
FROM way
JOIN parties_party party ON party.entity_id = %(entity)s AND party.id = way.at_id
WHERE way.next_id IS NULL
