-- How many documents there are like {where}, and what is open of them by age.
-- What is open is few and read first, so that every document is looked at once.
-- Parameters: entity, today, and those of {where}.
-- Row: the fields of queries.invoices_list.FoundDocuments.
WITH owed AS MATERIALIZED (
    SELECT item.document_id, sum(item.open_minor) AS open_minor,
        %(today)s::date - min(item.due_on) AS days
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.open_minor > 0
    GROUP BY item.document_id
)
SELECT count(*) AS count, document.currency,
    coalesce(sum(owed.open_minor), 0)::bigint AS sum_minor,
    coalesce(sum(owed.open_minor) FILTER (WHERE owed.days <= 0), 0)::bigint
        AS not_due_minor,
    coalesce(sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 1 AND 30), 0)::bigint
        AS to_30_minor,
    coalesce(sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 31 AND 60), 0)::bigint
        AS to_60_minor,
    coalesce(sum(owed.open_minor) FILTER (WHERE owed.days BETWEEN 61 AND 90), 0)::bigint
        AS to_90_minor,
    coalesce(sum(owed.open_minor) FILTER (WHERE owed.days > 90), 0)::bigint
        AS older_minor
FROM invoicing_document AS document
LEFT JOIN owed ON owed.document_id = document.id
WHERE document.entity_id = %(entity)s AND {where}
GROUP BY document.currency
ORDER BY count(*) DESC, document.currency
