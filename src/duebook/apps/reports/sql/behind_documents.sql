-- Documents of made (document_id, amount_minor), the largest first: the tail of other
-- queries.
-- Parameters: entity, size.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
largest AS (
    SELECT document_id, amount_minor, count(*) OVER () AS items,
        (sum(amount_minor) OVER ())::bigint AS sum_minor
    FROM made ORDER BY abs(amount_minor) DESC, document_id LIMIT %(size)s
)
SELECT document.number, document.kind, party.name AS party, document.issued_on AS day,
    largest.amount_minor, largest.items, largest.sum_minor
FROM largest
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = largest.document_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
ORDER BY abs(largest.amount_minor) DESC, document.id
