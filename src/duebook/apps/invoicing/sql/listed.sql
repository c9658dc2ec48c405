-- Issued documents, the newest first, with what is open and what settled them.
-- A document is due when the first of its open instalments is.
-- Parameters: entity, kinds, before (an id), party, since, only_open (true or false),
-- size; kinds, before, party and since may be null.
-- Row: the fields of queries.listing.Listed.
SELECT document.id, document.kind, document.number, party.code AS party,
    split_part(document.addressee, E'\n', 1) AS addressee, document.issued_on,
    coalesce(owed.due_on, document.due_on) AS due_on, document.currency,
    document.total_minor, coalesce(owed.open_minor, 0)::bigint AS open_minor,
    coalesce(owed.contested_minor, 0)::bigint AS contested_minor,
    coalesce(settled.credited_minor, 0)::bigint AS credited_minor,
    coalesce(settled.written_off_minor, 0)::bigint AS written_off_minor,
    EXISTS (SELECT FROM invoicing_void AS void
        WHERE void.entity_id = %(entity)s AND void.document_id = document.id) AS is_void
FROM invoicing_document AS document
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
LEFT JOIN LATERAL (
    SELECT sum(item.open_minor) AS open_minor,
        sum(least(item.contested_minor, greatest(item.open_minor, 0)))
            AS contested_minor,
        min(item.due_on) FILTER (WHERE item.open_minor > 0) AS due_on
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.document_id = document.id
        AND item.kind = document.kind
) AS owed ON true
LEFT JOIN LATERAL (
    SELECT
        sum(application.amount_minor) FILTER (WHERE credit.kind = 'credit_note')
            AS credited_minor,
        sum(application.amount_minor) FILTER (WHERE credit.kind = 'write_off')
            AS written_off_minor
    FROM receivables_item AS item
    JOIN receivables_application AS application
        ON application.entity_id = %(entity)s AND application.debt_id = item.id
    JOIN receivables_item AS credit
        ON credit.entity_id = %(entity)s AND credit.id = application.credit_id
    WHERE item.entity_id = %(entity)s AND item.document_id = document.id
        AND item.kind = document.kind
) AS settled ON true
WHERE document.entity_id = %(entity)s
    AND (%(kinds)s::text[] IS NULL OR document.kind = ANY(%(kinds)s))
    AND (%(before)s::bigint IS NULL OR document.id < %(before)s)
    AND (%(party)s::bigint IS NULL OR document.bill_to_id = %(party)s)
    AND (%(since)s::date IS NULL OR document.issued_on >= %(since)s)
    AND (NOT %(only_open)s OR owed.open_minor > 0)
ORDER BY document.id DESC
LIMIT %(size)s
