-- What parties owe at the end of a day, by age, as known at an instant.
-- Parameters: entity, on, known_at (null: now), firsts (the first day of each bucket
--      that is past due), size (of parties, those who owe most; null: all).
-- {counts_from} is the day that age is counted from, {document} a join that it needs.
-- Row: party_id (null: all parties together), code, name, currency, bucket (0: not
--      due, -1: credits), amount_minor.
--
-- What is open today is wound back by what was applied later, or was not known yet.
-- Both are added up by party and age at once: summing up by item first would cost
-- more than the join.
WITH later AS (
    SELECT debt_id AS item_id, amount_minor FROM receivables_application
    WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
    UNION ALL
    SELECT credit_id, -amount_minor FROM receivables_application
    WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
),
figures AS (
    SELECT item.party_id, item.currency,
        CASE WHEN item.amount_minor < 0 THEN -1
            ELSE width_bucket(%(on)s::date - {counts_from}, %(firsts)s::int[])
        END AS bucket, item.open_minor AS amount_minor
    FROM receivables_item AS item
    {document}
    WHERE item.entity_id = %(entity)s AND item.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR item.at <= %(known_at)s)
        AND item.open_minor <> 0
    UNION ALL
    SELECT item.party_id, item.currency,
        CASE WHEN item.amount_minor < 0 THEN -1
            ELSE width_bucket(%(on)s::date - {counts_from}, %(firsts)s::int[])
        END, later.amount_minor
    FROM later JOIN receivables_item AS item ON item.id = later.item_id
    {document}
    WHERE item.entity_id = %(entity)s AND item.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR item.at <= %(known_at)s)
),
by_age AS MATERIALIZED (
    SELECT party_id, currency, bucket, sum(amount_minor)::bigint AS amount_minor
    FROM figures GROUP BY party_id, currency, bucket HAVING sum(amount_minor) <> 0
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
