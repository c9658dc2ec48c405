-- Every document that was issued, or voided, in a span of days.
-- Parameters: entity, first, last.
-- Row: day, number, kind, corrects (the number of the document that it takes back or
--      adds to), code, name, po, due_on, currency, net_minor, tax_minor, total_minor.
SELECT act.day, document.number, replace(act.kind, '_', ' ') AS kind,
    coalesce(corrected.number, '') AS corrects, party.code, party.name, document.po,
    CASE WHEN act.sign = 1 THEN document.due_on END AS due_on, document.currency,
    act.sign * document.net_minor AS net_minor,
    act.sign * document.tax_minor AS tax_minor,
    act.sign * document.total_minor AS total_minor
FROM (
    SELECT id AS document_id, issued_on AS day, kind, 1 AS sign
    FROM invoicing_document
    WHERE entity_id = %(entity)s AND kind <> 'quote'
        AND issued_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT document_id, voided_on, 'void', -1
    FROM invoicing_void
    WHERE entity_id = %(entity)s AND voided_on BETWEEN %(first)s AND %(last)s
) AS act
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = act.document_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
LEFT JOIN invoicing_document AS corrected
    ON corrected.entity_id = %(entity)s AND corrected.id = document.corrects_id
WHERE document.kind <> 'quote'
ORDER BY act.day, document.kind, document.number, act.sign DESC
