-- Documents of which nothing is open any more, since when, and what they were for.
-- A merged double's are its survivor's.
-- Parameters: entity, since, ids (null: all; of a document all items or none).
-- Row: number, party_id, settled_on, po, amount_minor.
SELECT item.number, coalesce(party.merged_into_id, item.party_id) AS party_id,
    max(applied.last_on) AS settled_on, coalesce(max(document.po), '') AS po,
    sum(item.amount_minor)::bigint AS amount_minor
FROM receivables_item AS item
JOIN (SELECT debt_id, max(effective_on) AS last_on FROM receivables_application
    WHERE entity_id = %(entity)s
        AND (%(ids)s::bigint[] IS NULL OR debt_id = ANY(%(ids)s))
    GROUP BY debt_id) AS applied
    ON applied.debt_id = item.id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = item.document_id
WHERE item.entity_id = %(entity)s AND item.amount_minor > 0
    AND item.kind IN ('invoice', 'debit_note', 'opening')
GROUP BY item.number, coalesce(party.merged_into_id, item.party_id)
HAVING sum(item.open_minor) = 0 AND max(applied.last_on) >= %(since)s
ORDER BY item.number, party_id
