-- All prices of these items in these tariffs, past and planned, with their tiers.
SELECT
    price.tariff_id, price.item_id, price.id, price.valid, price.graduated,
    array_agg(tier.from_quantity ORDER BY tier.from_quantity),
    array_agg(tier.unit_price ORDER BY tier.from_quantity)
FROM catalog_price price
JOIN catalog_tier tier
    ON tier.entity_id = price.entity_id AND tier.price_id = price.id
WHERE price.entity_id = %(entity)s
    AND price.tariff_id = ANY(%(tariffs)s::bigint[])
    AND price.item_id = ANY(%(items)s::bigint[])
GROUP BY price.entity_id, price.id
