-- The documents that a figure of a table of one's own is made of, the largest first.
-- Parameters: those of the facts, its head; currency, size.
-- {amount} of a fact is told where it {counts} and the search line finds it.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {facts},
made AS (
    SELECT fact.number, fact.document_kind AS kind, fact.party_id,
        min(fact.day) AS day, sum({amount})::bigint AS amount_minor
    FROM facts AS fact
    {joins}
    WHERE fact.currency = %(currency)s AND {counts} AND {where}
    GROUP BY 1, 2, 3
)
SELECT made.number, made.kind, party.name AS party, made.day, made.amount_minor,
    count(*) OVER () AS items, (sum(made.amount_minor) OVER ())::bigint AS sum_minor
FROM made
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = made.party_id
ORDER BY abs(made.amount_minor) DESC, made.number LIMIT %(size)s
