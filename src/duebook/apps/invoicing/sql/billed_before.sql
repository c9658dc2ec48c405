-- Earlier billed charges of the same party, item and day as unbilled ones, on
-- invoices that stand.  Parameters: entity, charges.
-- Row: charge id, document number, service_on, quantity, reference.
SELECT charge.id, document.number, earlier.service_on, earlier.quantity,
    earlier.external_key
FROM invoicing_charge AS charge
JOIN invoicing_charge AS earlier
    ON earlier.entity_id = %(entity)s AND earlier.party_id = charge.party_id
    AND earlier.service_on = charge.service_on AND earlier.item_id = charge.item_id
    AND earlier.id <> charge.id
JOIN invoicing_line AS line
    ON line.entity_id = %(entity)s AND line.charge_id = earlier.id
JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = line.document_id
WHERE charge.entity_id = %(entity)s AND charge.id = ANY(%(charges)s)
    AND charge.rebills_id IS NULL AND document.kind = 'invoice'
    AND NOT EXISTS (SELECT FROM invoicing_void AS void
        WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
ORDER BY charge.id, line.id
