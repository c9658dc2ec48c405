-- Lines of the documents of a span of days, as they count for revenue, before tax: the
-- head of other queries.  Its name is lines.
-- Parameters: entity, first, last.  {name} is what they are grouped by.
-- Row of lines: name, document_id, currency, credits, net_minor.
--
-- A credit note's line belongs to the biller and item of the line it takes back; a
-- voided document is credited whole on the day of the void.
act AS (
    SELECT document.id AS document_id, document.issued_on AS day, 1 AS sign,
        document.kind = 'credit_note' AS credits
    FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND document.kind <> 'quote'
        AND document.issued_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT void.document_id, void.voided_on, -1, true
    FROM invoicing_void AS void
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = void.document_id
    WHERE void.entity_id = %(entity)s AND document.kind <> 'quote'
        AND void.voided_on BETWEEN %(first)s AND %(last)s
),
lines AS (
    SELECT {name} AS name, document.id AS document_id, document.currency, act.credits,
        act.sign * line.net_minor AS net_minor
    FROM act
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = act.document_id
    JOIN invoicing_line AS line
        ON line.entity_id = %(entity)s AND line.document_id = document.id
    JOIN parties_party AS party
        ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
    LEFT JOIN invoicing_line AS corrected
        ON corrected.entity_id = %(entity)s AND corrected.id = line.corrects_id
    LEFT JOIN invoicing_charge AS charge
        ON charge.entity_id = %(entity)s
        AND charge.id = coalesce(line.charge_id, corrected.charge_id)
    LEFT JOIN catalog_item AS item
        ON item.entity_id = %(entity)s AND item.id = line.item_id
)
