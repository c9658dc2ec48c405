-- Net revenue of the lines of documents of a span of days, before tax.
-- Parameters: those of facts_of_lines.sql, its head.
-- {by} is what they are grouped by; it is found in the joins.
-- Row: name, currency, invoiced_minor, credited_minor, documents.
WITH {facts_of_lines}
SELECT {by} AS name, fact.currency,
    coalesce(sum(net_minor) FILTER (WHERE NOT credits), 0)::bigint AS invoiced_minor,
    coalesce(-sum(net_minor) FILTER (WHERE credits), 0)::bigint AS credited_minor,
    count(DISTINCT document_id) AS documents
FROM facts AS fact
{joins}
GROUP BY 1, 2
ORDER BY 2, 1
