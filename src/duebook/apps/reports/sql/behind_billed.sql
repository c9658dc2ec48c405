-- The documents that were billed in a span of days, the largest first.
-- Parameters: those of issued.sql, its head; currency, size.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {issued},
made AS (
    SELECT document.id AS document_id,
        sum(act.sign * document.total_minor)::bigint AS amount_minor
    FROM issued AS act
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = act.document_id
    WHERE document.currency = %(currency)s
    GROUP BY 1 HAVING sum(act.sign * document.total_minor) <> 0
),
{documents}
