-- Items that receipts may mention or mean: with a key of their number or of the buyer's
-- order, with just an amount open, and all of some parties; with each, every item of
-- the same number.  A key that is empty may stand for any.
-- Parameters: entity, keys, currencies and amounts (pairs), parties.
-- Row: id.
WITH wanted AS (
    SELECT item.number FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.number_key = ANY(%(keys)s::text[])
    UNION
    SELECT item.number
    FROM invoicing_document AS document
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.document_id = document.id
    WHERE document.entity_id = %(entity)s AND document.po <> ''
        AND document.po_key = ANY(%(keys)s::text[])
    UNION
    SELECT item.number
    FROM unnest(%(currencies)s::text[], %(amounts)s::bigint[])
        AS wanted (currency, open_minor)
    JOIN receivables_item AS item ON item.entity_id = %(entity)s
        AND item.currency = wanted.currency AND item.open_minor = wanted.open_minor
        AND item.open_minor > 0
    UNION
    SELECT item.number FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.party_id = ANY(%(parties)s::bigint[])
    UNION
    SELECT item.number
    FROM parties_party AS double
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.party_id = double.id
    WHERE double.entity_id = %(entity)s
        AND double.merged_into_id = ANY(%(parties)s::bigint[])
)
SELECT item.id
FROM wanted
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.number = wanted.number
WHERE item.amount_minor > 0
