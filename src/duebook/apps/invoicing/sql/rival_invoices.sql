-- Standing invoices of the same bill-to, currency and total as some drafts.
-- Parameters: entity, parties, currencies, totals (parallel), since.  Row: id.
SELECT DISTINCT document.id
FROM unnest(%(parties)s::bigint[], %(currencies)s::text[], %(totals)s::bigint[])
    AS wanted (party_id, currency, total_minor)
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.bill_to_id = wanted.party_id
    AND document.currency = wanted.currency
    AND document.total_minor = wanted.total_minor
WHERE document.kind = 'invoice' AND document.issued_on >= %(since)s
    AND NOT EXISTS (SELECT FROM invoicing_void AS void
        WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
    AND NOT EXISTS (SELECT FROM invoicing_document AS note
        WHERE note.entity_id = %(entity)s AND note.corrects_id = document.id)
