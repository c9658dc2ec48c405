-- Where the charges of a document stand that was taken back: a draft or a document.
-- A copy is of the same party and day, by which the index finds it.
SELECT DISTINCT
    CASE WHEN document.id IS NULL THEN again.draft_id END AS draft_id,
    coalesce(document.number, '') AS number
FROM invoicing_line AS billed
INNER JOIN invoicing_charge AS charge
    ON charge.entity_id = billed.entity_id AND charge.id = billed.charge_id
INNER JOIN invoicing_charge AS again
    ON
        again.entity_id = charge.entity_id AND again.party_id = charge.party_id
        AND again.service_on = charge.service_on AND again.rebills_id = charge.id
LEFT JOIN invoicing_line AS line
    ON line.entity_id = again.entity_id AND line.charge_id = again.id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = line.entity_id AND document.id = line.document_id
WHERE billed.entity_id = %(entity)s AND billed.document_id = %(document)s
ORDER BY number, draft_id
