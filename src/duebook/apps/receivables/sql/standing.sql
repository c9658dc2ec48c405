-- What is open today in each currency: debts, those overdue, and credits that wait.
-- Debts and credits are summed apart, each from an index that holds all it needs.
-- Parameters: entity, today.
-- Row: the fields of queries.standing.Standing.
SELECT currency, sum(open_minor)::bigint AS open_minor,
    sum(overdue_minor)::bigint AS overdue_minor,
    sum(unapplied_minor)::bigint AS unapplied_minor, sum(credits)::bigint AS credits
FROM (
    SELECT debt.currency, sum(debt.open_minor) AS open_minor,
        coalesce(sum(debt.open_minor) FILTER (WHERE debt.due_on < %(today)s), 0)
            AS overdue_minor,
        0 AS unapplied_minor, 0 AS credits
    FROM receivables_item AS debt
    WHERE debt.entity_id = %(entity)s AND debt.open_minor > 0
    GROUP BY debt.currency
    UNION ALL
    SELECT credit.currency, 0, 0, -sum(credit.open_minor), count(*)
    FROM receivables_item AS credit
    WHERE credit.entity_id = %(entity)s AND credit.open_minor < 0
    GROUP BY credit.currency
) AS side
GROUP BY currency
ORDER BY currency
