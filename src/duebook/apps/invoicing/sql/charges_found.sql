-- How many charges like {where} no document bears, by currency.
-- Parameters: entity, and those of {where}.  Row: web.listing.Found; what they come to
-- is reckoned by the preview.
SELECT count(*) AS count, NULL::bigint AS sum_minor, charge.currency
FROM invoicing_charge AS charge
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = charge.party_id
JOIN catalog_item AS item
    ON item.entity_id = %(entity)s AND item.id = charge.item_id
WHERE charge.entity_id = %(entity)s
    AND (SELECT line.id FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id
            AND line.part = 1) IS NULL
    AND {where}
GROUP BY charge.currency
