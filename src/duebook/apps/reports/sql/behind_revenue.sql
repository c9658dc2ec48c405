-- The documents that a figure of the revenue is made of, the largest first.
-- Parameters: those of facts_of_lines.sql, its head; group, currency, size.
-- {by} is what lines are grouped by, found in the joins; {amount} what of them counts.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {facts_of_lines},
made AS (
    SELECT fact.document_id, sum({amount})::bigint AS amount_minor
    FROM facts AS fact
    {joins}
    WHERE {by} = %(group)s AND fact.currency = %(currency)s
    GROUP BY 1 HAVING sum({amount}) <> 0
),
{documents}
