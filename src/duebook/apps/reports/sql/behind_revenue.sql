-- The documents that a figure of the revenue is made of, the largest first.
-- Parameters: those of revenue_lines.sql, its head; group, currency, size.
-- {amount} is what of a line counts.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {lines},
made AS (
    SELECT document_id, sum({amount})::bigint AS amount_minor
    FROM lines WHERE name = %(group)s AND currency = %(currency)s
    GROUP BY 1 HAVING sum({amount}) <> 0
),
{documents}
