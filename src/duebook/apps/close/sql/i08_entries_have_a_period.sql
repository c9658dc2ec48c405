-- I-8: every entry lies in a period, and none was written after its hard lock.
-- Parameters: entity.  Row: subject, detail.
SELECT 'entry ' || entry.id AS subject,
    'lies on ' || entry.effective_on || ', in no period' AS detail
FROM ledger_entry AS entry
WHERE entry.entity_id = %(entity)s AND NOT EXISTS (
    SELECT FROM ledger_period AS period
    WHERE period.entity_id = %(entity)s AND period.span @> entry.effective_on)
UNION ALL
SELECT 'entry ' || entry.id, 'was written after the lock of its period'
FROM ledger_entry AS entry
JOIN ledger_period AS period
    ON period.entity_id = %(entity)s AND period.span @> entry.effective_on
JOIN audit_event AS locking ON locking.entity_id = %(entity)s
    AND locking.command = 'LockPeriod' AND locking.input->>'state' = 'hard'
    AND period.span @> (locking.input->>'day')::date
JOIN audit_event AS writing
    ON writing.entity_id = %(entity)s AND writing.id = entry.event_id
WHERE entry.entity_id = %(entity)s AND period.state = 'hard'
    AND writing.seq > locking.seq
