-- What debts have open at the end of a day, less what of it is contested: the head of
-- other queries.
-- Parameters: those of open_parts.sql, its head.
-- Row of debts: item_id, party_id, currency, due_on, amount_minor.
{open_parts},
debts AS (
    SELECT part.item_id, part.party_id, part.currency, part.due_on,
        (sum(part.amount_minor)
            - coalesce(max(contested.amount_minor), 0))::bigint AS amount_minor
    FROM parts AS part
    LEFT JOIN (
        SELECT item_id, sum(amount_minor) AS amount_minor FROM receivables_contest
        WHERE entity_id = %(entity)s AND effective_on <= %(on)s
            AND (%(known_at)s::timestamptz IS NULL OR at <= %(known_at)s)
        GROUP BY item_id
    ) AS contested USING (item_id)
    WHERE NOT part.is_credit
    GROUP BY 1, 2, 3, 4
    HAVING sum(part.amount_minor) > coalesce(max(contested.amount_minor), 0)
)
