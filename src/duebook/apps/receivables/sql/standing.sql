-- What is open today in each currency: debts, those overdue, and credits that wait.
-- Parameters: entity, today.
-- Row: the fields of queries.standing.Standing.
SELECT item.currency,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0), 0)::bigint
        AS open_minor,
    coalesce(sum(item.open_minor) FILTER (
        WHERE item.open_minor > 0 AND item.due_on < %(today)s), 0)::bigint
        AS overdue_minor,
    coalesce(-sum(item.open_minor) FILTER (WHERE item.open_minor < 0), 0)::bigint
        AS unapplied_minor,
    count(*) FILTER (WHERE item.open_minor < 0) AS credits,
    min(item.effective_on) FILTER (WHERE item.open_minor < 0) AS oldest_credit_on
FROM receivables_item AS item
WHERE item.entity_id = %(entity)s AND item.open_minor <> 0
GROUP BY item.currency
ORDER BY item.currency
