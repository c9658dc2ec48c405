-- The documents that billed charges.
-- Parameters: entity, charges.  Row: charge id, number.
SELECT line.charge_id, document.number FROM invoicing_line AS line
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = line.document_id
WHERE line.entity_id = %(entity)s AND line.charge_id = ANY(%(charges)s::bigint[])
    AND line.part = 1
