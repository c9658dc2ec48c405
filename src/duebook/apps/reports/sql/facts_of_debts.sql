-- What debts have open at the end of a day: the head of other queries.
-- Parameters: those of open_parts.sql, its head.
-- Row of facts: day, kind, number, document_kind, party_id, currency, due_on,
--      amount_minor.
{open_parts},
facts AS (
    SELECT part.document_on AS day, item.kind, item.number, item.kind AS document_kind,
        part.party_id, part.currency, part.due_on, part.amount_minor
    FROM parts AS part
    LEFT JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = part.item_id
    WHERE NOT part.is_credit
)
