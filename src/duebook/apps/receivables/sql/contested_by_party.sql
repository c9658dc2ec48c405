-- How much of what was open at the end of a day was contested, as known at an instant.
-- Parameters: entity, on, known_at (null: now).
-- Row: party_id, currency, amount_minor (positive).
--
-- Begins with the contests, which are few, and winds back only the items they are of.
WITH contested AS (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM receivables_contest
    WHERE entity_id = %(entity)s AND effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR at <= %(known_at)s)
    GROUP BY item_id HAVING sum(amount_minor) > 0
)
SELECT item.party_id, item.currency,
    sum(least(contested.amount_minor, item.open_minor + later.amount_minor))::bigint
        AS amount_minor
FROM contested
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = contested.item_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(application.amount_minor), 0) AS amount_minor
    FROM receivables_application AS application
    WHERE application.entity_id = %(entity)s AND application.debt_id = item.id
        AND (application.effective_on > %(on)s OR application.at > %(known_at)s)
) AS later
WHERE item.open_minor + later.amount_minor > 0
GROUP BY item.party_id, item.currency
