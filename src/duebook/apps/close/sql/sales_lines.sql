-- The lines of invoices and notes issued in a span of days and not voided since, each
-- tax of a document as a line of its own behind them.
-- Parameters: entity, first, last.
-- Row: number, party (code), issued_on, due_on, currency, total_minor, account (code),
--      description, quantity, unit_price, net_minor, item (code), reference.
SELECT document.number, party.code AS party, document.issued_on, document.due_on,
    document.currency, document.total_minor, account.code AS account,
    part.description, part.quantity, part.unit_price, part.net_minor,
    part.item, document.po AS reference
FROM invoicing_document AS document
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
JOIN LATERAL (
    SELECT 0 AS sort, line.position, line.revenue_account_id AS account_id,
        line.description, line.quantity, line.unit_price, line.net_minor,
        coalesce(item.code, '') AS item
    FROM invoicing_line AS line
    LEFT JOIN catalog_item AS item
        ON item.entity_id = %(entity)s AND item.id = line.item_id
    WHERE line.entity_id = %(entity)s AND line.document_id = document.id
    UNION ALL
    SELECT 1, tax.id, tax.account_id, tax.name, 1, 0, tax.tax_minor, ''
    FROM invoicing_document_tax AS tax
    WHERE tax.entity_id = %(entity)s AND tax.document_id = document.id
        AND tax.tax_minor <> 0
) AS part ON true
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = part.account_id
WHERE document.entity_id = %(entity)s AND document.kind <> 'quote'
    AND document.issued_on BETWEEN %(first)s AND %(last)s
    AND NOT EXISTS (
        SELECT FROM invoicing_void AS void
        WHERE void.entity_id = %(entity)s AND void.document_id = document.id)
ORDER BY document.issued_on, document.number, part.sort, part.position
