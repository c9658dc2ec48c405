-- Standing invoices of the same bill-to, currency and total as some drafts.
-- LATERAL with OFFSET 0 looks each draft up by its bill-to; a join may read through
-- all invoices of the year, for every piece of a run that writes them.
-- Parameters: entity, parties, currencies, totals (parallel), since.  Row: id.
SELECT rival.id
FROM unnest(%(parties)s::bigint[], %(currencies)s::text[], %(totals)s::bigint[])
    AS wanted (party_id, currency, total_minor)
CROSS JOIN LATERAL (
    SELECT document.id FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND document.bill_to_id = wanted.party_id
        AND document.issued_on >= %(since)s
        AND document.currency = wanted.currency
        AND document.total_minor = wanted.total_minor
        AND document.kind = 'invoice'
        AND NOT EXISTS (SELECT FROM invoicing_void AS void
            WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
        AND NOT EXISTS (SELECT FROM invoicing_document AS note
            WHERE note.entity_id = %(entity)s AND note.corrects_id = document.id)
    OFFSET 0
) AS rival
