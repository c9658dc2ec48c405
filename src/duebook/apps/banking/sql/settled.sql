-- Documents of which nothing is open any more, and since when.
-- Parameters: entity, since.
-- Row: number, party_id, settled_on, po.
SELECT item.number, item.party_id, max(application.effective_on) AS settled_on,
    coalesce(max(document.po), '') AS po
FROM receivables_item AS item
JOIN receivables_application AS application
    ON application.entity_id = %(entity)s AND application.debt_id = item.id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = item.document_id
WHERE item.entity_id = %(entity)s AND item.amount_minor > 0
    AND item.kind IN ('invoice', 'debit_note', 'opening')
GROUP BY item.number, item.party_id
HAVING sum(item.open_minor) = 0 AND max(application.effective_on) >= %(since)s
ORDER BY item.number
