-- What dimensions of lines are found in, besides those of all facts.
LEFT JOIN invoicing_charge AS charge
    ON charge.entity_id = %(entity)s AND charge.id = fact.charge_id
LEFT JOIN catalog_item AS item
    ON item.entity_id = %(entity)s AND item.id = fact.item_id
