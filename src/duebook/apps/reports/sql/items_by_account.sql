-- What the open items of each control account come to at the end of a day.
-- Parameters: entity, on, known_at (null: now).
-- Row: code, name, currency, amount_minor, items (how many are open).
WITH later AS (
    SELECT debt_id AS item_id, sum(amount_minor)::bigint AS amount_minor
    FROM receivables_application
    WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
    GROUP BY debt_id
    UNION ALL
    SELECT credit_id, -sum(amount_minor)::bigint FROM receivables_application
    WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
    GROUP BY credit_id
)
SELECT account.code, account.name, owed.currency, owed.amount_minor, owed.items
FROM (
    SELECT item.account_id, item.currency,
        sum(item.open_minor + coalesce(later.amount_minor, 0))::bigint AS amount_minor,
        count(*) AS items
    FROM receivables_item AS item
    LEFT JOIN later ON later.item_id = item.id
    WHERE item.entity_id = %(entity)s AND item.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR item.at <= %(known_at)s)
        AND item.open_minor + coalesce(later.amount_minor, 0) <> 0
    GROUP BY item.account_id, item.currency
) AS owed
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = owed.account_id
ORDER BY account.code, owed.currency
