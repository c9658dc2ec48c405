-- Earlier billed charges of the same party, item and day as unbilled ones, on
-- invoices that stand.  The laterals keep to the indexes: few charges have any.
-- Parameters: entity, charges.
-- Row: charge id, document number, service_on, quantity, reference.
SELECT charge.id, billed.number, earlier.service_on, earlier.quantity,
    earlier.external_key
FROM invoicing_charge AS charge
CROSS JOIN LATERAL (
    SELECT same.id, same.service_on, same.quantity, same.external_key
    FROM invoicing_charge AS same
    WHERE same.entity_id = %(entity)s AND same.party_id = charge.party_id
        AND same.service_on = charge.service_on AND same.item_id = charge.item_id
        AND same.id <> charge.id
    OFFSET 0
) AS earlier
CROSS JOIN LATERAL (
    SELECT document.number FROM invoicing_line AS line
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = line.document_id
    WHERE line.entity_id = %(entity)s AND line.charge_id = earlier.id
        AND line.part = 1
        AND document.kind = 'invoice'
        AND NOT EXISTS (SELECT FROM invoicing_void AS void
            WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
    OFFSET 0
) AS billed
WHERE charge.entity_id = %(entity)s AND charge.id = ANY(%(charges)s::bigint[])
    AND charge.rebills_id IS NULL
ORDER BY charge.id, earlier.id
