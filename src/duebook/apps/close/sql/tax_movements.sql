-- What documents say of each tax account, where the ledger says something else; an
-- entry and its reversal are one.  What no document causes (tax paid to the office by a
-- bank line, entries by hand with their reason) is its own word; an entry of neither
-- kind is told by nothing.
-- Parameters: entity, on.
-- Row: as account_movements.sql.
WITH taxed AS (
    SELECT account_id FROM ledger_role_account
    WHERE entity_id = %(entity)s AND role = 'tax_payable'
    UNION
    SELECT account_id FROM invoicing_document_tax
    WHERE entity_id = %(entity)s AND account_id IS NOT NULL AND tax_minor <> 0
), booked AS (
    SELECT posting.account_id, posting.currency,
        coalesce(entry.reverses_id, entry.id) AS entry_id,
        coalesce(sum(posting.amount_minor)
            FILTER (WHERE entry.effective_on <= %(on)s), 0) AS on_minor,
        sum(posting.amount_minor) AS ever_minor, count(*) AS postings
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s
        AND posting.account_id IN (SELECT account_id FROM taxed)
    GROUP BY 1, 2, 3
), said AS (
    SELECT tax.account_id, document.currency, document.entry_id, document.number,
        document.issued_on AS on, -tax.tax_minor AS amount_minor
    FROM invoicing_document_tax AS tax
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = tax.document_id
    WHERE tax.entity_id = %(entity)s AND tax.tax_minor <> 0
        AND document.kind <> 'quote'
    UNION ALL
    SELECT tax.account_id, document.currency, document.entry_id, document.number,
        void.voided_on, tax.tax_minor
    FROM invoicing_void AS void
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = void.document_id
    JOIN invoicing_document_tax AS tax
        ON tax.entity_id = %(entity)s AND tax.document_id = document.id
    WHERE void.entity_id = %(entity)s AND tax.tax_minor <> 0
), told AS (
    SELECT account_id, currency, coalesce(entry_id, 0) AS entry_id,
        max(number) AS number,
        coalesce(sum(amount_minor) FILTER (WHERE said.on <= %(on)s), 0) AS on_minor,
        sum(amount_minor) AS ever_minor
    FROM said WHERE account_id IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL
    SELECT booked.account_id, booked.currency, booked.entry_id, '', booked.on_minor,
        booked.ever_minor
    FROM booked
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = booked.entry_id
    WHERE entry.source_kind IN ('bank_line', 'opening', 'application')
        OR EXISTS (SELECT FROM close_manual_entry AS manual
            WHERE manual.entity_id = %(entity)s AND manual.entry_id = entry.id)
)
SELECT account.code AS account, entry_id, coalesce(entry.source_kind, '') AS source_kind,
    coalesce(told.number, '') AS number, coalesce(entry.cause, '') AS cause,
    coalesce(entry.effective_on, %(on)s) AS effective_on, currency,
    coalesce(booked.on_minor, 0)::bigint AS ledger_minor,
    coalesce(told.on_minor, 0)::bigint AS told_minor,
    coalesce(booked.ever_minor, 0)::bigint AS ledger_ever_minor,
    coalesce(told.ever_minor, 0)::bigint AS told_ever_minor,
    coalesce(booked.postings, 0)::int AS postings, false AS is_repeat
FROM booked FULL JOIN told USING (account_id, currency, entry_id)
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = account_id
LEFT JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = entry_id
WHERE coalesce(booked.on_minor, 0) <> coalesce(told.on_minor, 0)
ORDER BY account.code, currency, entry_id
