-- What credit notes have taken back of a document's lines, with the lines' sign.
-- Parameters: entity, document.  Row: line id, quantity, net_minor, tax_minor.
SELECT line.corrects_id, -sum(line.quantity), (-sum(line.net_minor))::bigint,
    (-sum(line.tax_minor))::bigint
FROM invoicing_document AS note
JOIN invoicing_line AS line
    ON line.entity_id = %(entity)s AND line.document_id = note.id
WHERE note.entity_id = %(entity)s AND note.corrects_id = %(document)s
    AND note.kind = 'credit_note' AND line.corrects_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM invoicing_void AS void
        WHERE void.entity_id = %(entity)s AND void.document_id = note.id)
GROUP BY line.corrects_id
