-- I-28: the exchange differences of a debt are, after each application, the rounded
-- sum of what its amounts made between their rates.
-- Parameters: entity; digits (JSON: digits after the point by currency).
-- Row: subject, detail.
SELECT 'application ' || reckoned.application_id AS subject,
    'brings the exchange differences of its debt to ' || reckoned.booked
        || '; its rates make ' || round(reckoned.exact, 4) AS detail
FROM (
    SELECT exchange.application_id, application.reverses_id,
        sum(exchange.amount_minor) OVER so_far AS booked,
        sum(application.amount_minor * (exchange.to_rate - exchange.from_rate)
            * power(10::numeric, (%(digits)s::jsonb ->> entity.currency)::int
                - (%(digits)s::jsonb ->> debt.currency)::int)) OVER so_far AS exact
    FROM receivables_exchange AS exchange
    JOIN receivables_application AS application
        ON application.entity_id = %(entity)s
        AND application.id = exchange.application_id
    JOIN receivables_item AS debt
        ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
    JOIN entities_entity AS entity ON entity.id = %(entity)s
    WHERE exchange.entity_id = %(entity)s
    WINDOW so_far AS (PARTITION BY application.debt_id ORDER BY application.id)
) AS reckoned
WHERE reckoned.reverses_id IS NULL AND reckoned.booked <> round(reckoned.exact)
