-- A file that was taken in, and whether any slip of its cheques still stands.
-- Parameters: entity, sha256.
-- Row: id, stands.
SELECT file.id, count(slip.id) = 0 OR bool_or(reversal.id IS NULL) AS stands
FROM banking_file AS file
LEFT JOIN banking_lockbox_slip AS slip
    ON slip.entity_id = %(entity)s AND slip.file_id = file.id
LEFT JOIN ledger_entry AS entry ON entry.entity_id = %(entity)s
    AND entry.source_kind = 'deposit' AND entry.source_id = slip.deposit_id
LEFT JOIN ledger_entry AS reversal
    ON reversal.entity_id = %(entity)s AND reversal.reverses_id = entry.id
WHERE file.entity_id = %(entity)s AND file.sha256 = %(sha256)s
GROUP BY file.id
