-- Who is billed for each party: the end of its way over merged_into and bill_to.
-- UNION, not UNION ALL: a loop ends the recursion, and its parties have no bill-to.
-- LATERAL with OFFSET 0 makes each step one look-up by key, whatever the planner
-- knows of the table: fresh after a large import it knows nothing.
WITH RECURSIVE way AS (
    SELECT
        id AS party_id, coalesce(merged_into_id, bill_to_id) AS next_id,
        id, name, tax_place, terms_id, grouping, discount_bp, shipping_zone
    FROM parties_party
    WHERE entity_id = %(entity)s AND id >= %(first)s AND id < %(stop)s
        AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s::bigint[]))
    UNION
    SELECT
        way.party_id, payer.next_id, payer.id, payer.name, payer.tax_place,
        payer.terms_id, payer.grouping, payer.discount_bp, payer.shipping_zone
    FROM way
    CROSS JOIN LATERAL (
        SELECT *, coalesce(merged_into_id, bill_to_id) AS next_id
        FROM parties_party
        WHERE entity_id = %(entity)s AND id = way.next_id
        OFFSET 0
    ) payer
    WHERE way.next_id IS NOT NULL
)
SELECT
    party_id, id, name, tax_place, terms_id, grouping, discount_bp, shipping_zone
FROM way
WHERE next_id IS NULL
