-- How documents went out.
-- Parameters: entity, documents.
-- Row: document_id, channel, recipient, state, planned_at, sent_at, problem.
SELECT delivery.subject_id AS document_id, delivery.channel, delivery.recipient,
    delivery.state, delivery.planned_at, delivery.sent_at, delivery.problem
FROM invoicing_document AS document
JOIN delivery_delivery AS delivery ON delivery.entity_id = %(entity)s
    AND delivery.subject_kind = document.kind AND delivery.subject_id = document.id
WHERE document.entity_id = %(entity)s AND document.id = ANY(%(documents)s)
ORDER BY delivery.subject_id, delivery.id
