-- Charges not billed yet, of bill-tos; whoever asks adds the order.
-- A party is billed to its bill-to, a merged double as the party it was merged into,
-- and so on up to the one that pays in the end.
-- Parameters: entity, first, stop, ids (none for all between), until, issued_on (what is held longer is left out),
-- drafts (true: those set apart in drafts too).
-- Row: the fields of queries.billing.KeptCharge.
WITH RECURSIVE served (party_id, bill_to_id) AS (
    SELECT id, id FROM parties_party
    WHERE entity_id = %(entity)s AND id >= %(first)s AND id < %(stop)s
        AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s::bigint[]))
        AND bill_to_id IS NULL AND merged_into_id IS NULL
    UNION ALL
    SELECT child.id, served.bill_to_id
    FROM served JOIN parties_party AS child ON child.entity_id = %(entity)s
        AND (child.merged_into_id = served.party_id
            OR child.merged_into_id IS NULL AND child.bill_to_id = served.party_id)
)
SELECT charge.id, charge.party_id, served.bill_to_id, charge.item_id,
    item.code AS item_code, charge.description, charge.quantity, charge.unit,
    charge.service_on, charge.currency, charge.unit_price, charge.discount_bp,
    charge.discount_minor, item.tax_category, item.revenue_account_id,
    item.weight_kg * charge.quantity AS weight_kg, charge.po, charge.site,
    charge.contract, charge.draft_id, charge.tax_inclusive,
    charge.external_key, charge.rebills_id, charge.xmin::text AS version
FROM served
JOIN invoicing_charge AS charge
    ON charge.entity_id = %(entity)s AND charge.party_id = served.party_id
JOIN catalog_item AS item
    ON item.entity_id = %(entity)s AND item.id = charge.item_id
WHERE charge.is_billable AND charge.service_on <= %(until)s
    AND (charge.held_until IS NULL OR charge.held_until <= %(issued_on)s)
    AND (charge.draft_id IS NULL OR %(drafts)s)
    AND (SELECT line.id FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id
            AND line.part = 1) IS NULL  -- by its unique key: the lines may be millions
