-- Net revenue of the lines of documents of a span of days, before tax.
-- Parameters: entity, first, last.  {name} is what it is grouped by.
-- Row: name, currency, invoiced_minor, credited_minor, documents.
--
-- A credit note's line belongs to the biller and item of the line it takes back; a
-- voided document is credited whole on the day of the void.
WITH act AS (
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
)
SELECT {name} AS name, document.currency,
    coalesce(sum(act.sign * line.net_minor) FILTER (WHERE NOT act.credits), 0)::bigint
        AS invoiced_minor,
    coalesce(-sum(act.sign * line.net_minor) FILTER (WHERE act.credits), 0)::bigint
        AS credited_minor,
    count(DISTINCT document.id) AS documents
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
GROUP BY 1, 2
ORDER BY 2, 1
