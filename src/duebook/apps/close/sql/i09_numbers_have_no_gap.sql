-- I-9: as many documents of a series as numbers were taken.
-- Parameters: entity.  Row: subject, detail.
WITH numbered AS (
    SELECT kind, extract(year FROM issued_on)::int AS year, count(*) AS documents
    FROM invoicing_document WHERE entity_id = %(entity)s GROUP BY 1, 2
    UNION ALL
    SELECT 'payment', extract(year FROM received_on)::int, count(*)
    FROM payments_payment WHERE entity_id = %(entity)s GROUP BY 2
    UNION ALL
    SELECT 'refund', extract(year FROM refunded_on)::int, count(*)
    FROM payments_refund WHERE entity_id = %(entity)s GROUP BY 2
    UNION ALL
    SELECT 'deposit', extract(year FROM deposited_on)::int, count(*)
    FROM banking_deposit WHERE entity_id = %(entity)s GROUP BY 2
    UNION ALL
    SELECT 'dispute', extract(year FROM opened_on)::int, count(*)
    FROM disputes_dispute WHERE entity_id = %(entity)s GROUP BY 2
)
SELECT 'series ' || series.kind || ' ' || series.year AS subject,
    series.next - 1 || ' numbers were taken for ' || coalesce(numbered.documents, 0)
        || ' documents' AS detail
FROM entities_number_series AS series
LEFT JOIN numbered USING (kind, year)
WHERE series.entity_id = %(entity)s AND series.kind <> 'statement'
    AND series.next - 1 <> coalesce(numbered.documents, 0)
