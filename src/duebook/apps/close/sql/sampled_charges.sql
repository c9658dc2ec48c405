-- Where the lines of documents come from: their charges, and how each came in.
-- Parameters: entity, documents.
-- Row: line_id, charge_id, external_key, served, service_on, biller.
SELECT line.id AS line_id, charge.id AS charge_id, charge.external_key,
    party.name AS served, charge.service_on, charge.biller
FROM invoicing_line AS line
JOIN invoicing_charge AS charge
    ON charge.entity_id = %(entity)s AND charge.id = line.charge_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = charge.party_id
WHERE line.entity_id = %(entity)s AND line.document_id = ANY(%(documents)s)
ORDER BY line.document_id, line.position
