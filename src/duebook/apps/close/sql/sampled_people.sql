-- Who issued documents, by which command, and who approved it where that was needed.
-- Parameters: entity, documents.
-- Row: document_id, actor, at, command, seq, sentence, requested_by, answered_by,
--      answer (the last four null where nobody had to).
SELECT document.id AS document_id, event.actor, event.at, event.command, event.seq,
    held.sentence, held.requested_by, held.answered_by, held.answer
FROM invoicing_document AS document
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = document.event_id
LEFT JOIN approvals_held_act AS held ON held.entity_id = %(entity)s
    AND held.carried_out_by_event = document.event_id
WHERE document.entity_id = %(entity)s AND document.id = ANY(%(documents)s)
ORDER BY document.id, held.id
