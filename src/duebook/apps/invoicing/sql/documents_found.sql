-- How many documents there are like {where}, and what is open of them by age.
-- Parameters: entity, today, and those of {where}.
-- Row: the fields of queries.invoices_list.FoundDocuments.
WITH counted AS (
    SELECT document.currency, count(*) AS count
    FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND {where}
    GROUP BY document.currency
),
owed AS (
    SELECT item.currency, item.document_id, sum(item.open_minor) AS open_minor,
        %(today)s::date - min(item.due_on) AS days
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.open_minor > 0
    GROUP BY item.currency, item.document_id
),
aged AS (
    SELECT owed.currency, sum(owed.open_minor) AS sum_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days <= 0) AS not_due_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 1 AND 30) AS to_30_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 31 AND 60) AS to_60_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 61 AND 90) AS to_90_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days > 90) AS older_minor
    FROM owed
    JOIN invoicing_document AS document
        ON document.entity_id = %(entity)s AND document.id = owed.document_id
    WHERE {where}
    GROUP BY owed.currency
)
SELECT counted.count, counted.currency,
    coalesce(aged.sum_minor, 0)::bigint AS sum_minor,
    coalesce(aged.not_due_minor, 0)::bigint AS not_due_minor,
    coalesce(aged.to_30_minor, 0)::bigint AS to_30_minor,
    coalesce(aged.to_60_minor, 0)::bigint AS to_60_minor,
    coalesce(aged.to_90_minor, 0)::bigint AS to_90_minor,
    coalesce(aged.older_minor, 0)::bigint AS older_minor
FROM counted
LEFT JOIN aged ON aged.currency = counted.currency
ORDER BY counted.count DESC, counted.currency
