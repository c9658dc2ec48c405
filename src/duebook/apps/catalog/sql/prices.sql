-- The prices that hold within a span: of the book, and of these parties' contracts.
-- The tiers are looked up by key, price by price: see parties/sql/bill_tos.sql.
SELECT
    price.id, price.item_id, tariff.party_id, tariff.name, tariff.currency,
    tariff.tax_inclusive, price.graduated, price.valid * tariff.valid AS valid,
    tiers.quantities, tiers.unit_prices
FROM catalog_tariff tariff
JOIN catalog_price price
    ON price.entity_id = tariff.entity_id AND price.tariff_id = tariff.id
CROSS JOIN LATERAL (
    SELECT
        array_agg(from_quantity ORDER BY from_quantity) AS quantities,
        array_agg(unit_price ORDER BY from_quantity) AS unit_prices
    FROM catalog_tier
    WHERE entity_id = %(entity)s AND price_id = price.id
) tiers
WHERE tariff.entity_id = %(entity)s AND price.entity_id = %(entity)s
    AND price.valid * tariff.valid && %(between)s::daterange
    AND (tariff.party_id IS NULL
        OR (tariff.party_id >= %(first)s AND tariff.party_id < %(stop)s
            AND (%(ids)s::bigint[] IS NULL
                OR tariff.party_id = ANY(%(ids)s::bigint[]))))
    AND (%(items)s::bigint[] IS NULL OR price.item_id = ANY(%(items)s::bigint[]))
ORDER BY price.id
