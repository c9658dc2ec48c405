-- How many parties there are like {where}, and what is open of them by age.
-- Parameters: entity, today, due_from and due_to (which days due count as open), and
-- those of {where}.
-- Row: the fields of queries.parties_list.FoundParties.
WITH found AS MATERIALIZED (
    SELECT party.id, party.currency
    FROM parties_party AS party
    WHERE party.entity_id = %(entity)s AND party.merged_into_id IS NULL AND {where}
),
counted AS (
    SELECT currency, count(*) AS count FROM found GROUP BY currency
),
open AS (
    SELECT item.party_id, item.currency, item.open_minor, item.due_on,
        %(today)s::date - item.due_on AS days
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.open_minor <> 0
        AND (item.open_minor < 0
            OR item.due_on BETWEEN %(due_from)s AND %(due_to)s)
),
aged AS (
    SELECT found.currency,
        sum(open_minor) FILTER (WHERE open_minor > 0) AS sum_minor,
        sum(open_minor) FILTER (WHERE open_minor > 0 AND days > 0) AS overdue_minor,
        -sum(open_minor) FILTER (WHERE open_minor < 0) AS unapplied_minor,
        sum(open_minor) FILTER (WHERE open_minor > 0 AND days <= 0) AS not_due_minor,
        sum(open_minor) FILTER (WHERE open_minor > 0 AND days BETWEEN 1 AND 30)
            AS to_30_minor,
        sum(open_minor) FILTER (WHERE open_minor > 0 AND days BETWEEN 31 AND 60)
            AS to_60_minor,
        sum(open_minor) FILTER (WHERE open_minor > 0 AND days BETWEEN 61 AND 90)
            AS to_90_minor,
        sum(open_minor) FILTER (WHERE open_minor > 0 AND days > 90) AS older_minor
    FROM open
    JOIN found ON found.id = open.party_id AND found.currency = open.currency
    GROUP BY found.currency
)
SELECT counted.count, counted.currency,
    coalesce(aged.sum_minor, 0)::bigint AS sum_minor,
    coalesce(aged.overdue_minor, 0)::bigint AS overdue_minor,
    coalesce(aged.unapplied_minor, 0)::bigint AS unapplied_minor,
    coalesce(aged.not_due_minor, 0)::bigint AS not_due_minor,
    coalesce(aged.to_30_minor, 0)::bigint AS to_30_minor,
    coalesce(aged.to_60_minor, 0)::bigint AS to_60_minor,
    coalesce(aged.to_90_minor, 0)::bigint AS to_90_minor,
    coalesce(aged.older_minor, 0)::bigint AS older_minor
FROM counted
LEFT JOIN aged ON aged.currency = counted.currency
ORDER BY counted.count DESC, counted.currency
