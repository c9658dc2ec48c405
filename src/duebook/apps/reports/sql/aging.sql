-- What parties owe at the end of a day, by age, as known at an instant.
-- Parameters: those of open_parts.sql, its head; firsts (the first day of each bucket
--      that is past due), size (of parties, those who owe most; null: all).
-- {counts_from} is the day that age is counted from, {document} a join that it needs.
-- Row: party_id (null: all parties together), code, name, currency, bucket (0: not
--      due, -1: credits), amount_minor.
WITH {open_parts},
by_age AS MATERIALIZED (
    SELECT part.party_id, part.currency,
        CASE WHEN part.is_credit THEN -1
            ELSE width_bucket(%(on)s::date - {counts_from}, %(firsts)s::int[])
        END AS bucket, sum(part.amount_minor)::bigint AS amount_minor
    FROM parts AS part
    {document}
    GROUP BY 1, 2, 3 HAVING sum(part.amount_minor) <> 0
),
most AS (
    SELECT party_id, currency, sum(amount_minor)::bigint AS total_minor FROM by_age
    GROUP BY party_id, currency
    ORDER BY total_minor DESC, party_id, currency LIMIT %(size)s
)
SELECT NULL AS party_id, '' AS code, '' AS name, currency, bucket,
    sum(amount_minor)::bigint AS amount_minor, NULL AS total_minor
FROM by_age GROUP BY currency, bucket
UNION ALL
SELECT by_age.party_id, party.code, party.name, by_age.currency, by_age.bucket,
    by_age.amount_minor, most.total_minor
FROM most JOIN by_age USING (party_id, currency)
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = by_age.party_id
ORDER BY total_minor DESC NULLS FIRST, party_id, currency, bucket
