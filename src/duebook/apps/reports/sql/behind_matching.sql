-- The lines or debts that a figure of the matching is made of, the largest first.
-- Parameters: those of matched.sql, its head; month (2026-11), currency, ways, size.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {matched}
SELECT matched.number, matched.kind, party.name AS party, matched.day,
    matched.amount_minor, count(*) OVER () AS items,
    (sum(matched.amount_minor) OVER ())::bigint AS sum_minor
FROM matched
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = matched.party_id
WHERE to_char(matched.day, 'YYYY-MM') = %(month)s AND matched.currency = %(currency)s
    AND matched.way = ANY(%(ways)s)
ORDER BY matched.amount_minor DESC, matched.number LIMIT %(size)s
