-- What is open of a party: a source for party_figures.sql and party_items.sql.
-- Parameters: entity, party.
SELECT item.id, item.kind, item.number, item.document_id, item.currency,
    item.amount_minor, item.open_minor,
    least(item.contested_minor, greatest(item.open_minor, 0)) AS contested_minor,
    item.document_on, item.due_on, item.reason
FROM receivables_item AS item
WHERE item.entity_id = %(entity)s AND item.party_id = %(party)s
    AND item.open_minor <> 0
