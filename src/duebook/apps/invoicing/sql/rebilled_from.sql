-- The documents whose charges, taken back, stand in a draft or document anew.
SELECT DISTINCT document.number
FROM invoicing_charge AS again
INNER JOIN invoicing_line AS line
    ON line.entity_id = again.entity_id AND line.charge_id = again.rebills_id
INNER JOIN invoicing_document AS document
    ON document.entity_id = line.entity_id AND document.id = line.document_id
WHERE again.entity_id = %(entity)s AND {where}
ORDER BY document.number
