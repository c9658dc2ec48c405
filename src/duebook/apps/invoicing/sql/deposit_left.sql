-- What a party has left of the deposits billed to it, less what waits to be drawn.
-- The party's row is locked, so that two draws cannot both find the same money.
-- Parameters: entity, party, item, currency, unit (minor units in a major one).
-- Row: left_minor.
WITH locked AS (
    SELECT id FROM parties_party
    WHERE entity_id = %(entity)s AND id = %(party)s FOR UPDATE
), billed AS (
    SELECT coalesce(sum(line.net_minor), 0) AS amount_minor
    FROM invoicing_document AS document
    JOIN invoicing_line AS line
        ON line.entity_id = %(entity)s AND line.document_id = document.id
    JOIN catalog_item AS item
        ON item.entity_id = %(entity)s AND item.id = line.item_id
    WHERE document.entity_id = %(entity)s AND document.party_id = %(party)s
        AND document.kind <> 'quote' AND document.currency = %(currency)s
        AND item.code = %(item)s AND item.kind = 'deposit'
        AND NOT EXISTS (SELECT FROM invoicing_void AS void
            WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
), waiting AS (
    SELECT coalesce(sum(charge.quantity * charge.unit_price), 0) AS amount
    FROM invoicing_charge AS charge
    JOIN catalog_item AS item
        ON item.entity_id = %(entity)s AND item.id = charge.item_id
    WHERE charge.entity_id = %(entity)s AND charge.party_id = %(party)s
        AND charge.currency = %(currency)s AND charge.is_billable
        AND item.code = %(item)s AND charge.unit_price < 0
        AND NOT EXISTS (SELECT FROM invoicing_line AS line
            WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id)
)
SELECT (billed.amount_minor + waiting.amount * %(unit)s)::bigint
FROM locked, billed, waiting
