-- The entries of documents, of what was applied to them, and of the money behind it.
-- Parameters: entity, documents.
-- Row: document_id, entry_id, effective_on, cause, account, name, currency,
--      amount_minor.
WITH item AS (
    SELECT id, document_id, entry_id FROM receivables_item
    WHERE entity_id = %(entity)s AND document_id = ANY(%(documents)s)
), applied AS (
    SELECT item.document_id, application.entry_id,
        CASE WHEN application.debt_id = item.id
            THEN application.credit_id ELSE application.debt_id END AS other_id
    FROM item
    JOIN receivables_application AS application ON application.entity_id = %(entity)s
        AND item.id IN (application.debt_id, application.credit_id)
), concerned AS (
    SELECT id AS document_id, entry_id FROM invoicing_document
    WHERE entity_id = %(entity)s AND id = ANY(%(documents)s) AND entry_id IS NOT NULL
    UNION SELECT document_id, entry_id FROM item
    UNION SELECT document_id, entry_id FROM applied
    UNION SELECT applied.document_id, other.entry_id
    FROM applied
    JOIN receivables_item AS other
        ON other.entity_id = %(entity)s AND other.id = applied.other_id
)
SELECT concerned.document_id, entry.id AS entry_id, entry.effective_on,
    entry.source_kind || CASE WHEN entry.cause = '' THEN '' ELSE ': ' || entry.cause END
        AS cause,
    account.code AS account, account.name, posting.currency, posting.amount_minor
FROM concerned
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = concerned.entry_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = posting.account_id
ORDER BY concerned.document_id, entry.id, posting.id
