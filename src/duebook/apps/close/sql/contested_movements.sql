-- What is contested of items at the end of a day, by their contests and by the disputes
-- that were open then: a row for each currency, and one for each item that differs.
-- Parameters: entity, on.
-- Row: item_id, number, currency, contested_minor, disputed_minor.
WITH contested AS (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM receivables_contest
    WHERE entity_id = %(entity)s AND effective_on <= %(on)s GROUP BY item_id
), disputed AS (
    SELECT dispute.item_id, sum(dispute.amount_minor) AS amount_minor
    FROM disputes_dispute AS dispute
    LEFT JOIN disputes_outcome AS outcome
        ON outcome.entity_id = %(entity)s AND outcome.dispute_id = dispute.id
    WHERE dispute.entity_id = %(entity)s AND dispute.opened_on <= %(on)s
        AND (outcome.id IS NULL OR outcome.closed_on > %(on)s)
    GROUP BY dispute.item_id
), both_sides AS (
    SELECT item.id AS item_id, item.number, item.currency,
        coalesce(contested.amount_minor, 0) AS contested_minor,
        coalesce(disputed.amount_minor, 0) AS disputed_minor
    FROM contested FULL JOIN disputed USING (item_id)
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = item_id
)
SELECT 0::bigint AS item_id, '' AS number, currency,
    sum(contested_minor)::bigint AS contested_minor,
    sum(disputed_minor)::bigint AS disputed_minor
FROM both_sides GROUP BY currency
UNION ALL
SELECT item_id, number, currency, contested_minor::bigint, disputed_minor::bigint
FROM both_sides WHERE contested_minor <> disputed_minor
ORDER BY currency, item_id
