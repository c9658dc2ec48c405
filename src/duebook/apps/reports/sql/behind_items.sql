-- The open items that a control account is made of at the end of a day, the largest
-- first.
-- Parameters: those of open_parts.sql, its head; account (its code), currency, size.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {open_parts},
made AS (
    SELECT part.item_id, sum(part.amount_minor)::bigint AS amount_minor
    FROM parts AS part
    WHERE part.currency = %(currency)s AND part.account_id IN (
        SELECT account.id FROM ledger_account AS account
        WHERE account.entity_id = %(entity)s AND account.code = %(account)s
    )
    GROUP BY 1 HAVING sum(part.amount_minor) <> 0
),
largest AS (
    SELECT item_id, amount_minor, count(*) OVER () AS items,
        (sum(amount_minor) OVER ())::bigint AS sum_minor
    FROM made ORDER BY abs(amount_minor) DESC, item_id LIMIT %(size)s
)
SELECT item.number, item.kind, party.name AS party, item.effective_on AS day,
    largest.amount_minor, largest.items, largest.sum_minor
FROM largest
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = largest.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
ORDER BY abs(largest.amount_minor) DESC, item.id
