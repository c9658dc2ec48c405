-- How many open debts there are like {where}, and what is open of them, by currency.
-- Parameters: entity, and those of {where}.
-- Row: the fields of web.listing.Found.
SELECT count(*) AS count, sum(debt.open_minor)::bigint AS sum_minor, debt.currency
FROM receivables_item AS debt
WHERE debt.entity_id = %(entity)s AND debt.open_minor > 0 AND {where}
GROUP BY debt.currency
ORDER BY count(*) DESC, debt.currency
