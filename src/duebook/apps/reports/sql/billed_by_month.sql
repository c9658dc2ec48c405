-- What was billed by month with tax, and what debts came from another program.
-- Parameters: those of issued.sql, its head; ends (the last days of the months,
--      rising).
-- Row: currency, month (its number, from 0), billed_minor, documents, taken_over_minor.
WITH {issued}
SELECT currency, width_bucket(day - 1, %(ends)s::date[]) AS month,
    sum(billed_minor)::bigint AS billed_minor, sum(documents)::int AS documents,
    sum(taken_over_minor)::bigint AS taken_over_minor
FROM (
    SELECT document.currency, act.day, act.sign * document.total_minor AS billed_minor,
        CASE WHEN act.sign = 1 THEN 1 ELSE 0 END AS documents, 0 AS taken_over_minor
    FROM issued AS act
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = act.document_id
    UNION ALL
    SELECT currency, effective_on, 0, 0, amount_minor FROM receivables_item
    WHERE entity_id = %(entity)s AND kind = 'opening' AND amount_minor > 0
        AND effective_on BETWEEN %(first)s AND %(last)s
) AS arisen
GROUP BY 1, 2
