-- Issued documents as they are listed, with what is open and what settled them.
-- Only those shown are joined: an index gives their order.  A document is due when
-- the first of its open instalments is; its delivery is the last one planned.
-- {where}, {order}, {sort}: conditions on, and columns of, document.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.listing.Listed.
WITH shown AS MATERIALIZED (
    SELECT document.id, {sort} AS sort_key
    FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT document.id, document.kind, document.number, party.code AS party,
    split_part(document.addressee, E'\n', 1) AS addressee, document.po,
    document.issued_on, coalesce(owed.due_on, document.due_on) AS due_on,
    document.currency, document.total_minor,
    coalesce(owed.open_minor, 0)::bigint AS open_minor,
    coalesce(owed.contested_minor, 0)::bigint AS contested_minor,
    coalesce(credited.total_minor, 0)::bigint AS credited_minor,
    coalesce(settled.written_off_minor, 0)::bigint AS written_off_minor,
    coalesce(settled.recovered_minor, 0)::bigint AS recovered_minor,
    EXISTS (SELECT FROM invoicing_void AS void
        WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
        AS is_void,
    party.hold_reason <> '' AS is_held, party.name,
    coalesce(delivery.channel, '') AS channel, coalesce(delivery.state, '') AS delivery,
    shown.sort_key
FROM shown
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = shown.id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
LEFT JOIN LATERAL (
    SELECT sum(item.open_minor) AS open_minor,
        sum(least(item.contested_minor, item.open_minor)) AS contested_minor,
        min(item.due_on) AS due_on
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.document_id = document.id
        AND item.open_minor > 0
) AS owed ON true
LEFT JOIN LATERAL (
    SELECT sum(application.amount_minor) FILTER (WHERE credit.kind = 'write_off')
            AS written_off_minor,
        sum(application.amount_minor) FILTER (WHERE application.rule = 'recovery')
            AS recovered_minor
    FROM receivables_item AS item
    JOIN receivables_application AS application
        ON application.entity_id = %(entity)s AND application.debt_id = item.id
    JOIN receivables_item AS credit
        ON credit.entity_id = %(entity)s AND credit.id = application.credit_id
    WHERE item.entity_id = %(entity)s AND item.document_id = document.id
        AND item.kind = document.kind
        AND (credit.kind = 'write_off' OR application.rule = 'recovery')
) AS settled ON true
LEFT JOIN LATERAL (
    SELECT -sum(note.total_minor) AS total_minor
    FROM invoicing_document AS note
    WHERE note.entity_id = %(entity)s AND note.corrects_id = document.id
        AND note.kind = 'credit_note'
) AS credited ON true
LEFT JOIN LATERAL (
    SELECT one.channel, one.state
    FROM delivery_delivery AS one
    WHERE one.entity_id = %(entity)s AND one.subject_kind = document.kind
        AND one.subject_id = document.id
    ORDER BY one.id DESC
    LIMIT 1
) AS delivery ON true
ORDER BY {order}
