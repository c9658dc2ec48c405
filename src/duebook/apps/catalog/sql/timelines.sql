-- All prices of these items in these tariffs, past and planned, with their tiers.
SELECT
    price.tariff_id, price.item_id, price.id, price.valid, price.graduated,
    tiers.quantities, tiers.unit_prices
FROM catalog_price price
CROSS JOIN LATERAL (
    SELECT
        array_agg(from_quantity ORDER BY from_quantity) AS quantities,
        array_agg(unit_price ORDER BY from_quantity) AS unit_prices
    FROM catalog_tier
    WHERE entity_id = %(entity)s AND price_id = price.id
) tiers
WHERE price.entity_id = %(entity)s
    AND price.tariff_id = ANY(%(tariffs)s::bigint[])
    AND price.item_id = ANY(%(items)s::bigint[])
