-- How many documents there are like {where}, and what is open of them by age.
-- They are counted by an index of all, and what is open is read by itself: it is few,
-- and of one document in many.
-- Parameters: entity, today, and those of {where}.
-- Row: the fields of queries.invoices_list.FoundDocuments.
WITH owed AS MATERIALIZED (
    SELECT item.document_id, item.currency, sum(item.open_minor) AS open_minor,
        %(today)s::date - min(item.due_on) AS days
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.open_minor > 0
    GROUP BY item.document_id, item.currency
),
aged AS (
    SELECT owed.currency, sum(owed.open_minor) AS sum_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days <= 0) AS not_due_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 1 AND 30) AS to_30_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 31 AND 60) AS to_60_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 61 AND 90) AS to_90_minor,
        sum(owed.open_minor) FILTER (WHERE owed.days > 90) AS older_minor
    FROM owed
    WHERE (owed.document_id IN (
        SELECT document.id
        FROM invoicing_document AS document
        WHERE document.entity_id = %(entity)s
            AND document.id = ANY (ARRAY(SELECT owed.document_id FROM owed)) AND {where}
    )) IS TRUE
    GROUP BY owed.currency
),
counted AS (
    SELECT count(*) AS count, document.currency
    FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND {where}
    GROUP BY document.currency
)
SELECT counted.count, counted.currency,
    coalesce(aged.sum_minor, 0)::bigint AS sum_minor,
    coalesce(aged.not_due_minor, 0)::bigint AS not_due_minor,
    coalesce(aged.to_30_minor, 0)::bigint AS to_30_minor,
    coalesce(aged.to_60_minor, 0)::bigint AS to_60_minor,
    coalesce(aged.to_90_minor, 0)::bigint AS to_90_minor,
    coalesce(aged.older_minor, 0)::bigint AS older_minor
FROM counted LEFT JOIN aged USING (currency)
ORDER BY counted.count DESC, counted.currency
