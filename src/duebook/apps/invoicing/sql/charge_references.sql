-- The sender's key of charges, and the document whose charge a charge bills again.
-- Parameters: entity, charges.  Row: charge id, key, number.
SELECT charge.id, charge.external_key, coalesce(document.number, '')
FROM invoicing_charge AS charge
LEFT JOIN invoicing_line AS line
    ON line.entity_id = %(entity)s AND line.charge_id = charge.rebills_id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = line.document_id
WHERE charge.entity_id = %(entity)s AND charge.id = ANY(%(charges)s)
    AND (charge.external_key <> '' OR charge.rebills_id IS NOT NULL)
