-- Every document that was issued, or voided, in a span of days.
-- Parameters: those of issued.sql, its head.
-- Row: day, number, kind, corrects (the number of the document that it takes back or
--      adds to), code, name, po, due_on, currency, net_minor, tax_minor, total_minor.
WITH {issued}
SELECT act.day, document.number, replace(act.kind, '_', ' ') AS kind,
    coalesce(corrected.number, '') AS corrects, party.code, party.name, document.po,
    CASE WHEN act.sign = 1 THEN document.due_on END AS due_on, document.currency,
    act.sign * document.net_minor AS net_minor,
    act.sign * document.tax_minor AS tax_minor,
    act.sign * document.total_minor AS total_minor
FROM issued AS act
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = act.document_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
LEFT JOIN invoicing_document AS corrected
    ON corrected.entity_id = %(entity)s AND corrected.id = document.corrects_id
ORDER BY act.day, document.kind, document.number, act.sign DESC
