-- What the open items of each control account come to at the end of a day.
-- Parameters: those of open_parts.sql, its head.
-- Row: code, name, currency, amount_minor, items (how many are open).
WITH {open_parts},
owed AS (
    SELECT account_id, currency, sum(amount_minor)::bigint AS amount_minor,
        count(*) AS items
    FROM (
        SELECT account_id, currency, sum(amount_minor) AS amount_minor
        FROM parts GROUP BY item_id, account_id, currency HAVING sum(amount_minor) <> 0
    ) AS item
    GROUP BY account_id, currency
)
SELECT account.code, account.name, owed.currency, owed.amount_minor, owed.items
FROM owed
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = owed.account_id
ORDER BY account.code, owed.currency
