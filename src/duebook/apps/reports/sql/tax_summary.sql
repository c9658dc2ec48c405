-- Taxes of the documents of a span of days, by place, tax and rate.
-- Parameters: those of tax_parts.sql, its head.
-- Row: place, tax, percent, currency, taxed_minor, exempt_minor, tax_minor, documents,
--      exemption.
WITH {tax_parts}
SELECT place, tax, percent, currency,
    sum(CASE WHEN percent <> 0 THEN base_minor END)::bigint AS taxed_minor,
    sum(CASE WHEN percent = 0 THEN base_minor END)::bigint AS exempt_minor,
    sum(tax_minor)::bigint AS tax_minor,
    count(DISTINCT document_id) AS documents, exemption
FROM taxes
GROUP BY 1, 2, 3, 4, exemption
ORDER BY currency, 1, 2, 3, exemption
