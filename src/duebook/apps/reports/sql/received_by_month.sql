-- Money received by month, returned and refunded money taken off.
-- Parameters: those of facts_of_money.sql, its head.
-- Row: name (2026-11), currency, received_minor.
WITH {facts_of_money}
SELECT to_char(day, 'YYYY-MM') AS name, currency,
    sum(amount_minor)::bigint AS received_minor
FROM facts
GROUP BY 1, 2 ORDER BY 2, 1
