-- Money that came in by bank lines between two days, by who said what it was, and the
-- documents that it settled.  What was taken back counts for nobody.
-- Parameters: entity, first, last.
-- Row: way, currency, receipts, documents, amount_minor.
WITH standing AS (
    SELECT explanation.subject_id AS payment_id, explanation.rule AS way,
        line.currency, explanation.amount_minor
    FROM banking_explanation AS explanation
    JOIN banking_line AS line
        ON line.entity_id = %(entity)s AND line.id = explanation.line_id
    JOIN banking_open_line AS open
        ON open.entity_id = %(entity)s AND open.line_id = line.id
    WHERE explanation.entity_id = %(entity)s AND explanation.kind = 'payment'
        AND line.amount_minor > 0 AND line.booked_on BETWEEN %(first)s AND %(last)s
        AND open.state = 'explained' AND explanation.reverses_id IS NULL
        AND NOT EXISTS (
            SELECT FROM banking_explanation AS taken
            WHERE taken.entity_id = %(entity)s AND taken.reverses_id = explanation.id)
), settled AS (
    SELECT payment.id AS payment_id, count(DISTINCT debt.number) AS documents
    FROM payments_payment AS payment
    JOIN receivables_application AS application ON application.entity_id = %(entity)s
        AND application.credit_id = payment.item_id AND application.amount_minor > 0
    JOIN receivables_item AS debt
        ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
    WHERE payment.entity_id = %(entity)s
        AND payment.id IN (SELECT payment_id FROM standing)
    GROUP BY payment.id
)
SELECT standing.way, standing.currency, count(*)::int AS receipts,
    coalesce(sum(settled.documents), 0)::int AS documents,
    sum(standing.amount_minor)::bigint AS amount_minor
FROM standing LEFT JOIN settled USING (payment_id)
GROUP BY standing.way, standing.currency
ORDER BY standing.currency, standing.way
