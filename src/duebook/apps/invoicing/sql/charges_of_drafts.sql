-- The unbilled charges of drafts, ordered by bill-to.
-- Parameters: entity, ids.  Row: the fields of queries.billing.KeptCharge.
SELECT charge.id, charge.party_id, draft.bill_to_id, charge.item_id,
    item.code AS item_code, charge.description, charge.quantity, charge.unit,
    charge.service_on, charge.currency, charge.unit_price, charge.discount_bp,
    charge.discount_minor, item.tax_category, item.revenue_account_id,
    item.weight_kg * charge.quantity AS weight_kg, charge.po, charge.site,
    charge.contract, charge.draft_id, charge.tax_inclusive,
    charge.external_key, charge.rebills_id, charge.xmin::text AS version
FROM invoicing_draft AS draft
JOIN invoicing_charge AS charge
    ON charge.entity_id = %(entity)s AND charge.draft_id = draft.id
JOIN catalog_item AS item
    ON item.entity_id = %(entity)s AND item.id = charge.item_id
WHERE draft.entity_id = %(entity)s AND draft.id = ANY(%(ids)s)
    AND (SELECT line.id FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id
            AND line.part = 1) IS NULL  -- by its unique key: the lines may be millions
ORDER BY draft.bill_to_id, charge.service_on, charge.id
