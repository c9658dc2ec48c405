-- Lines of the documents of a span of days, as they count for revenue, before tax: the
-- head of other queries.
-- Parameters: those of issued.sql, its head.
-- Row of facts: day, kind, number, document_kind, document_id, party_id, currency,
--      credits, line_kind, item_id, charge_id, net_minor.
--
-- A credit note's line belongs to the biller and item of the line it takes back; a
-- voided document is credited whole on the day of the void.
{issued},
facts AS (
    SELECT act.day, act.kind, document.number, document.kind AS document_kind,
        document.id AS document_id, document.bill_to_id AS party_id, document.currency,
        act.kind IN ('credit_note', 'void') AS credits, line.kind AS line_kind,
        line.item_id, coalesce(line.charge_id, corrected.charge_id) AS charge_id,
        act.sign * line.net_minor AS net_minor
    FROM issued AS act
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = act.document_id
    JOIN invoicing_line AS line
        ON line.entity_id = %(entity)s AND line.document_id = document.id
    LEFT JOIN invoicing_line AS corrected
        ON corrected.entity_id = %(entity)s AND corrected.id = line.corrects_id
)
