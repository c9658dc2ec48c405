-- The sender's key of charges, and the document whose charge a charge bills again.
-- Parameters: entity, charges.  Row: charge id, key, number.
SELECT charge.id, charge.external_key,
    CASE WHEN charge.rebills_id IS NULL THEN '' ELSE coalesce((
    SELECT document.number FROM invoicing_line AS line
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = line.document_id
    WHERE line.entity_id = %(entity)s AND line.charge_id = charge.rebills_id
        AND line.part = 1), '') END
FROM invoicing_charge AS charge
WHERE charge.entity_id = %(entity)s AND charge.id = ANY(%(charges)s)
    AND (charge.external_key <> '' OR charge.rebills_id IS NOT NULL)
