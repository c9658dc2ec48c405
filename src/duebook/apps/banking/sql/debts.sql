-- Open debts that money may settle; a merged double's are its survivor's.
-- Parameters: entity, currencies, ids (null: all).
-- Row: id, party_id, number, currency, open_minor, amount_minor, document_on, due_on,
--      discount_minor, discount_until, po, contested_minor.
SELECT item.id, coalesce(party.merged_into_id, item.party_id) AS party_id, item.number,
    item.currency, item.open_minor, item.amount_minor, item.document_on, item.due_on,
    item.discount_minor, item.discount_until, coalesce(document.po, '') AS po,
    least(item.contested_minor, item.open_minor) AS contested_minor
FROM receivables_item AS item
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = item.document_id
WHERE item.entity_id = %(entity)s AND item.open_minor > 0 AND item.amount_minor > 0
    AND item.currency = ANY(%(currencies)s)
    AND (%(ids)s::bigint[] IS NULL OR item.id = ANY(%(ids)s))
ORDER BY item.id
