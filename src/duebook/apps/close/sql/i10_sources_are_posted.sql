-- I-10: every document is posted by its own entry, once, and every entry of a
-- document has its document; one that moves no account at all has no entry.
-- Parameters: entity.  Row: subject, detail.
SELECT 'document ' || document.number AS subject,
    'is not what its entry posts' AS detail
FROM invoicing_document AS document
LEFT JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = document.entry_id
WHERE document.entity_id = %(entity)s AND document.kind <> 'quote'
    AND (entry.source_kind, entry.source_id)
        IS DISTINCT FROM (document.kind, document.id)
    AND (document.entry_id IS NOT NULL OR document.total_minor <> 0 OR EXISTS (
        SELECT FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.document_id = document.id
        GROUP BY line.revenue_account_id HAVING sum(line.net_minor) <> 0)
        OR EXISTS (
        SELECT FROM invoicing_document_tax AS tax
        WHERE tax.entity_id = %(entity)s AND tax.document_id = document.id
            AND tax.tax_minor <> 0))
UNION ALL
SELECT 'entry ' || entry.id, 'posts a document that is not there'
FROM ledger_entry AS entry
WHERE entry.entity_id = %(entity)s
    AND entry.source_kind IN ('invoice', 'credit_note', 'debit_note')
    AND NOT EXISTS (SELECT FROM invoicing_document AS document
        WHERE document.entity_id = %(entity)s AND document.id = entry.source_id
            AND document.entry_id = entry.id)
