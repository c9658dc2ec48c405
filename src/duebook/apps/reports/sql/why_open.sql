-- The items that a figure of aging is made of, the largest first, with all of them
-- counted and added up.
-- Parameters: those of open_parts.sql, its head; firsts (first day of each bucket that
--      is past due), party (null: all), buckets (numbers; -1: credits), currency, size.
-- {counts_from} is the day that age is counted from, {document} a join that it needs.
-- Row: number, kind, party, due_on, amount_minor, items, sum_minor.
WITH {open_parts},
of_figure AS MATERIALIZED (
    SELECT part.item_id, sum(part.amount_minor)::bigint AS amount_minor
    FROM parts AS part
    {document}
    WHERE part.currency = %(currency)s
        AND (%(party)s::bigint IS NULL OR part.party_id = %(party)s)
        AND CASE WHEN part.is_credit THEN -1
            ELSE width_bucket(%(on)s::date - {counts_from}, %(firsts)s::int[])
        END = ANY(%(buckets)s::int[])
    GROUP BY part.item_id HAVING sum(part.amount_minor) <> 0
)
SELECT item.number, item.kind, party.name AS party, item.due_on, made.amount_minor,
    made.items, made.sum_minor
FROM (
    SELECT item_id, amount_minor, count(*) OVER () AS items,
        (sum(amount_minor) OVER ())::bigint AS sum_minor
    FROM of_figure ORDER BY abs(amount_minor) DESC, item_id LIMIT %(size)s
) AS made
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = made.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
ORDER BY abs(made.amount_minor) DESC, item.id
