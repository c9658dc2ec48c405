-- Entries of some days that were posted after their period was first locked softly.
-- Parameters: entity, first, last.  Row: entry_id, effective_on, person, cause.
SELECT entry.id AS entry_id, entry.effective_on, writing.actor AS person, entry.cause
FROM ledger_entry AS entry
JOIN audit_event AS writing
    ON writing.entity_id = %(entity)s AND writing.id = entry.event_id
WHERE entry.entity_id = %(entity)s
    AND entry.effective_on BETWEEN %(first)s AND %(last)s
    AND writing.seq > (
        SELECT min(locking.seq) FROM audit_event AS locking
        WHERE locking.entity_id = %(entity)s AND locking.command = 'LockPeriod'
            AND locking.input->>'state' = 'soft'
            AND (locking.input->>'day')::date BETWEEN %(first)s AND %(last)s)
ORDER BY entry.id
