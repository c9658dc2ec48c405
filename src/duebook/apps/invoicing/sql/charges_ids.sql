-- The ids of charges like {where} that no document bears.
-- Parameters: entity, size, and those of {where}.
SELECT charge.id
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
ORDER BY 1
LIMIT %(size)s
