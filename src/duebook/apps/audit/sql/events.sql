-- Events with their content, newest first.  {where} narrows them.
-- Parameters: entity, limit, and those of the conditions.
SELECT
    event.id,
    event.seq,
    event.at,
    event.actor,
    event.command,
    event.key,
    event.input::text,
    event.result::text,
    encode(event.hash, 'hex') AS hash,
    event.hash = sha256(
        event.prev_hash || convert_to(audit_event_text(event), 'UTF8')
    ) AS is_sound
FROM audit_event AS event
WHERE
    event.entity_id = %(entity)s
    AND {where}
ORDER BY event.seq DESC
LIMIT %(limit)s
