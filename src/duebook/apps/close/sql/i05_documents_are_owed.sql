-- I-5: what a document comes to is what its items say is owed, and was posted.
-- Parameters: entity.  Row: subject, detail.
WITH owed AS (
    SELECT document_id, kind, sum(amount_minor) AS amount_minor FROM receivables_item
    WHERE entity_id = %(entity)s AND document_id IS NOT NULL
    GROUP BY document_id, kind
)
SELECT 'document ' || document.number AS subject,
    'comes to ' || document.total_minor || '; its items to '
        || coalesce(owed.amount_minor, 0) AS detail
FROM invoicing_document AS document
LEFT JOIN owed ON owed.document_id = document.id AND owed.kind = document.kind
WHERE document.entity_id = %(entity)s AND document.kind <> 'quote'
    AND document.total_minor <> coalesce(owed.amount_minor, 0)
