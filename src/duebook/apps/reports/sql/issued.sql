-- What was issued and voided in a span of days, a void as what it takes off again: the
-- head of other queries.
-- Parameters: entity, first, last.
-- Row of issued: document_id, day, kind, sign.
issued AS (
    SELECT id AS document_id, issued_on AS day, kind, 1 AS sign
    FROM invoicing_document
    WHERE entity_id = %(entity)s AND kind <> 'quote'
        AND issued_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT voided.document_id, voided.voided_on, 'void', -1
    FROM invoicing_void AS voided
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = voided.document_id
    WHERE voided.entity_id = %(entity)s AND document.kind <> 'quote'
        AND voided.voided_on BETWEEN %(first)s AND %(last)s
)
