-- What was issued and voided in a span of days, with its amounts: the head of other
-- queries.
-- Parameters: those of issued.sql, its head.
-- Row of facts: day, kind, number, document_kind, document_id, party_id, currency, sign,
--      tax_minor, total_minor.
{issued},
facts AS (
    SELECT act.day, act.kind, document.number, document.kind AS document_kind,
        document.id AS document_id, document.bill_to_id AS party_id, document.currency,
        act.sign, act.sign * document.tax_minor AS tax_minor,
        act.sign * document.total_minor AS total_minor
    FROM issued AS act
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = act.document_id
)
