-- Open debts of each party by the day they are due.
-- Parameters: those of open_debts.sql, its head.
-- Row: party_id, currency, due_on, debts, amount_minor.
WITH {debts}
SELECT party_id, currency, due_on, count(*)::int AS debts,
    sum(amount_minor)::bigint AS amount_minor
FROM debts GROUP BY 1, 2, 3
