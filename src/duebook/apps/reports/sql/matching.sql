-- How money was matched, by month.
-- Parameters: those of matched.sql, its head.
-- Row: month (2026-11), currency, and how many were matched by itself, by a person, and
--      un-matched later.
WITH {matched}
SELECT to_char(day, 'YYYY-MM') AS month, currency,
    (count(*) FILTER (WHERE way = 'by itself'))::int AS by_itself,
    (count(*) FILTER (WHERE way = 'by a person'))::int AS by_a_person,
    (count(*) FILTER (WHERE way = 'un-matched'))::int AS un_matched
FROM matched GROUP BY 1, 2 ORDER BY 2, 1
