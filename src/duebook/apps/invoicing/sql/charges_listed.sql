-- Charges that no document bears, as the inbox shows them, with the price that holds.
-- The price is that of the charge, else of the contract of the party served, else of
-- its bill-to, else of the book; of two the one that started later (domain/pricing).
-- Parameters: entity, size, and those of {where}.  Row: queries.charges_list.ListedCharge.
SELECT charge.id, charge.service_on, party.code AS party, party.name,
    item.code AS item, charge.description, charge.quantity, charge.unit, charge.currency,
    coalesce(charge.unit_price, filed.unit_price) AS unit_price,
    CASE WHEN charge.unit_price IS NOT NULL THEN 'stated on the charge'
        ELSE coalesce(filed.source, '') END AS price_source,
    charge.discount_bp, charge.discount_minor, charge.po, charge.external_key,
    charge.draft_id,
    charge.is_billable, charge.held_until, charge.aside_by, charge.aside_reason,
    {sort} AS sort_key
FROM invoicing_charge AS charge
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = charge.party_id
JOIN catalog_item AS item
    ON item.entity_id = %(entity)s AND item.id = charge.item_id
LEFT JOIN LATERAL (
    SELECT tier.unit_price,
        CASE WHEN tariff.party_id IS NULL THEN 'price book ' ELSE 'contract ' END
            || tariff.name AS source
    FROM catalog_price AS price
    JOIN catalog_tariff AS tariff
        ON tariff.entity_id = %(entity)s AND tariff.id = price.tariff_id
    JOIN catalog_tier AS tier
        ON tier.entity_id = %(entity)s AND tier.price_id = price.id
    WHERE price.entity_id = %(entity)s AND price.item_id = charge.item_id
        AND tariff.currency = charge.currency
        AND price.valid * tariff.valid @> charge.service_on
        AND tier.from_quantity <= abs(charge.quantity)
        AND (tariff.party_id IS NULL OR tariff.party_id = charge.party_id
            OR tariff.party_id = coalesce(party.merged_into_id, party.bill_to_id))
    ORDER BY tariff.party_id = charge.party_id DESC NULLS LAST,
        tariff.party_id IS NULL, lower(price.valid * tariff.valid) DESC NULLS LAST,
        tier.from_quantity DESC
    LIMIT 1
) AS filed ON true
WHERE charge.entity_id = %(entity)s
    AND (SELECT line.id FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id
            AND line.part = 1) IS NULL
    AND {where}
ORDER BY {order}
LIMIT %(size)s
