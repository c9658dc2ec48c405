-- I-10: every document is posted by its own entry, once, and every entry of a
-- document has its document.  Parameters: entity.  Row: subject, detail.
SELECT 'document ' || document.number AS subject,
    'is not what its entry posts' AS detail
FROM invoicing_document AS document
LEFT JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = document.entry_id
WHERE document.entity_id = %(entity)s AND document.kind <> 'quote'
    AND (entry.source_kind, entry.source_id)
        IS DISTINCT FROM (document.kind, document.id)
UNION ALL
SELECT 'entry ' || entry.id, 'posts a document that is not there'
FROM ledger_entry AS entry
WHERE entry.entity_id = %(entity)s
    AND entry.source_kind IN ('invoice', 'credit_note', 'debit_note')
    AND NOT EXISTS (SELECT FROM invoicing_document AS document
        WHERE document.entity_id = %(entity)s AND document.id = entry.source_id
            AND document.entry_id = entry.id)
