-- I-21: what needed a second person had one, and was carried out once.
-- Parameters: entity.  Row: subject, detail.
SELECT 'request ' || held.id AS subject,
    CASE WHEN held.answered_by IN ('', held.requested_by)
        THEN 'was not answered by a second person'
        ELSE 'names an event that is not there' END AS detail
FROM approvals_held_act AS held
LEFT JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = held.carried_out_by_event
WHERE held.entity_id = %(entity)s AND held.state = 'done'
    AND (held.answered_by IN ('', held.requested_by) OR event.id IS NULL
        OR event.command <> held.command)
