-- Control accounts against their items at the end of a day, with what each side says.
-- Parameters: entity, on.
-- Row: account, name, currency, ledger_minor, items_minor.
WITH booked AS (
    SELECT posting.account_id, posting.currency, sum(posting.amount_minor) AS amount_minor
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s AND posting.is_control
        AND entry.effective_on <= %(on)s
    GROUP BY posting.account_id, posting.currency
), later AS MATERIALIZED (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM (
        SELECT debt_id AS item_id, amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s AND effective_on > %(on)s
        UNION ALL
        SELECT credit_id, -amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s AND effective_on > %(on)s
    ) AS side GROUP BY item_id
), owed AS (
    SELECT item.account_id, item.currency,
        sum(item.open_minor + coalesce(later.amount_minor, 0)) AS amount_minor
    FROM receivables_item AS item
    LEFT JOIN later ON later.item_id = item.id
    WHERE item.entity_id = %(entity)s AND item.effective_on <= %(on)s
    GROUP BY item.account_id, item.currency
)
SELECT account.code AS account, account.name, currency,
    coalesce(booked.amount_minor, 0)::bigint AS ledger_minor,
    coalesce(owed.amount_minor, 0)::bigint AS items_minor
FROM booked FULL JOIN owed USING (account_id, currency)
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = account_id
ORDER BY account.code, currency
