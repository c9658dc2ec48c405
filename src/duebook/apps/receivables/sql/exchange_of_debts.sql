-- What the exchange differences of some debts come to: exactly, as minor units of the
-- debt's currency times rates (how many digits the own currency has is not known
-- here), and as booked.  What was taken back counts against what it took back.
-- Parameters: entity, debts.  Row: debt_id, exact, booked_minor.
SELECT application.debt_id,
    sum(application.amount_minor * (exchange.to_rate - exchange.from_rate)),
    sum(exchange.amount_minor)::bigint
FROM receivables_application AS application
JOIN receivables_exchange AS exchange
    ON exchange.entity_id = %(entity)s AND exchange.application_id = application.id
WHERE application.entity_id = %(entity)s AND application.debt_id = ANY(%(debts)s)
GROUP BY application.debt_id
