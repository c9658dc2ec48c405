-- The entries that the balance of an account is made of, the largest first.
-- Parameters: entity, account (its code), currency, on, known_at (null: now), size.
-- Row: number (of the document or item), kind, party, day, amount_minor (debit
--      positive), items, sum_minor (of all there are).
WITH made AS (
    SELECT posting.entry_id, sum(posting.amount_minor)::bigint AS amount_minor
    FROM ledger_account AS account
    JOIN ledger_posting AS posting
        ON posting.entity_id = %(entity)s AND posting.account_id = account.id
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE account.entity_id = %(entity)s AND account.code = %(account)s
        AND posting.currency = %(currency)s AND entry.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR entry.at <= %(known_at)s)
    GROUP BY 1 HAVING sum(posting.amount_minor) <> 0
),
largest AS (
    SELECT entry_id, amount_minor, count(*) OVER () AS items,
        (sum(amount_minor) OVER ())::bigint AS sum_minor
    FROM made ORDER BY abs(amount_minor) DESC, entry_id LIMIT %(size)s
)
SELECT coalesce(document.number, owed.number, entry.cause) AS number,
    coalesce(document.kind, owed.kind, entry.source_kind) AS kind,
    coalesce(party.name, '') AS party, entry.effective_on AS day,
    largest.amount_minor, largest.items, largest.sum_minor
FROM largest
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = largest.entry_id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.entry_id = entry.id
LEFT JOIN LATERAL (
    SELECT item.number, item.kind, item.party_id
    FROM ledger_posting AS leg
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = leg.item_id
    WHERE leg.entity_id = %(entity)s AND leg.entry_id = entry.id
    ORDER BY item.id DESC LIMIT 1
) AS owed ON true
LEFT JOIN parties_party AS party
    ON party.entity_id = %(entity)s
    AND party.id = coalesce(document.bill_to_id, owed.party_id)
ORDER BY abs(largest.amount_minor) DESC, entry.id
