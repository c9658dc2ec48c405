-- A page of what is open of a party: debts by the day they are due, then credits.
-- Its items come from party_items_*.sql.
-- Parameters: entity, party, on, size, and those of where the page begins.
-- Row: the fields of queries.party.OpenItem.
WITH item AS ({items}),
shown AS (
    SELECT item.*, (item.open_minor < 0)::int AS is_credit
    FROM item
    WHERE {after}
    ORDER BY (item.open_minor < 0)::int, item.due_on, item.id
    LIMIT %(size)s
)
SELECT shown.id, shown.kind, shown.number, coalesce(document.po, '') AS po,
    shown.document_on, shown.due_on, shown.currency, shown.amount_minor,
    shown.open_minor::bigint AS open_minor,
    shown.contested_minor::bigint AS contested_minor, shown.is_credit,
    coalesce(nullif(document.reason, ''), shown.reason) AS reason
FROM shown
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = shown.document_id
ORDER BY shown.is_credit, shown.due_on, shown.id
