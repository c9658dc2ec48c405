-- The prices that hold within a span: of the book, and of these parties' contracts.
WITH held AS (
    SELECT
        price.id, price.item_id, tariff.party_id, tariff.name, tariff.currency,
        tariff.tax_inclusive, price.graduated, price.valid * tariff.valid AS valid
    FROM catalog_tariff tariff
    JOIN catalog_price price
        ON price.entity_id = tariff.entity_id AND price.tariff_id = tariff.id
    WHERE tariff.entity_id = %(entity)s
        AND price.valid * tariff.valid && %(between)s::daterange
        AND (tariff.party_id IS NULL
            OR (tariff.party_id >= %(first)s AND tariff.party_id < %(stop)s
                AND (%(ids)s::bigint[] IS NULL
                    OR tariff.party_id = ANY(%(ids)s::bigint[]))))
        AND (%(items)s::bigint[] IS NULL OR price.item_id = ANY(%(items)s::bigint[]))
), tiers AS (
    SELECT
        tier.price_id,
        array_agg(tier.from_quantity ORDER BY tier.from_quantity) AS quantities,
        array_agg(tier.unit_price ORDER BY tier.from_quantity) AS unit_prices
    FROM catalog_tier tier
    WHERE tier.entity_id = %(entity)s AND tier.price_id IN (SELECT id FROM held)
    GROUP BY tier.price_id
)
SELECT held.*, tiers.quantities, tiers.unit_prices
FROM held JOIN tiers ON tiers.price_id = held.id
ORDER BY held.id
