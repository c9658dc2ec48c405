-- Mails that were being sent when their sender died or lost the server: whether they
-- arrived is unknown.  A sender at work holds an advisory lock on its mail, and the
-- server lets go of it when the sender's connection ends, however it ends.
-- Parameters: entity; lock, the class of these locks.  Rows: ids, oldest first.
SELECT id
FROM delivery_delivery AS mail
WHERE entity_id = %(entity)s
  AND state = 'sending'
  AND NOT EXISTS (
      SELECT FROM pg_locks
      WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint = %(lock)s
        AND objid::bigint = mail.id %% 2147483648
        AND objsubid = 2
        AND granted
  )
ORDER BY id
