-- Net revenue of the lines of documents of a span of days, before tax.
-- Parameters: those of revenue_lines.sql, its head.
-- Row: name, currency, invoiced_minor, credited_minor, documents.
WITH {lines}
SELECT name, currency,
    coalesce(sum(net_minor) FILTER (WHERE NOT credits), 0)::bigint AS invoiced_minor,
    coalesce(-sum(net_minor) FILTER (WHERE credits), 0)::bigint AS credited_minor,
    count(DISTINCT document_id) AS documents
FROM lines
GROUP BY 1, 2
ORDER BY 2, 1
