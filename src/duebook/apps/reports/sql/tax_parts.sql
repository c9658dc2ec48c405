-- Taxes of the documents of a span of days, a row for each; voided documents are taken
-- off again: the head of other queries.
-- Parameters: entity, first, last.
-- Row of taxes: place, tax, percent, currency, document_id, base_minor, tax_minor,
--      exemption.
taxes AS (
    SELECT coalesce(rate.place, party.tax_place) AS place, tax.name AS tax,
        tax.percent, document.currency, document.id AS document_id,
        act.sign * tax.base_minor AS base_minor, act.sign * tax.tax_minor AS tax_minor,
        tax.exemption
    FROM (
        SELECT id AS document_id, 1 AS sign FROM invoicing_document
        WHERE entity_id = %(entity)s AND issued_on BETWEEN %(first)s AND %(last)s
        UNION ALL
        SELECT document_id, -1 FROM invoicing_void
        WHERE entity_id = %(entity)s AND voided_on BETWEEN %(first)s AND %(last)s
    ) AS act
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = act.document_id
    JOIN invoicing_document_tax AS tax
        ON tax.entity_id = %(entity)s AND tax.document_id = document.id
    JOIN parties_party AS party
        ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
    LEFT JOIN catalog_tax_rate AS rate
        ON rate.entity_id = %(entity)s AND rate.id = tax.rate_id
    WHERE document.kind <> 'quote'
)
