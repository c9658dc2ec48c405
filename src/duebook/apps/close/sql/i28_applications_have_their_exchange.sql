-- I-28: an application in a currency that has rates has its exchange difference, and
-- one that takes it back takes that back, to the cent.
-- Parameters: entity.  Row: subject, detail.
--
-- What was applied before the first rate of its currency was set is not valued.
SELECT 'application ' || application.id AS subject,
    'of ' || application.amount_minor || ' ' || debt.currency
        || ' has no exchange difference' AS detail
FROM receivables_application AS application
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
JOIN (
    SELECT currency, min(event_id) AS event_id FROM ledger_exchange_rate
    WHERE entity_id = %(entity)s GROUP BY currency
) AS first_rate
    ON first_rate.currency = debt.currency
    AND first_rate.event_id < application.event_id
WHERE application.entity_id = %(entity)s AND application.reverses_id IS NULL
    AND NOT EXISTS (
        SELECT FROM receivables_exchange AS exchange
        WHERE exchange.entity_id = %(entity)s
            AND exchange.application_id = application.id)
    AND NOT EXISTS (
        SELECT FROM receivables_application AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = application.id)
UNION ALL
SELECT 'application ' || application.id,
    'takes back an exchange difference of ' || coalesce(stood.amount_minor, 0)
        || ' by ' || coalesce(back.amount_minor, 0)
FROM receivables_application AS application
LEFT JOIN receivables_exchange AS stood
    ON stood.entity_id = %(entity)s AND stood.application_id = application.reverses_id
LEFT JOIN receivables_exchange AS back
    ON back.entity_id = %(entity)s AND back.application_id = application.id
WHERE application.entity_id = %(entity)s AND application.reverses_id IS NOT NULL
    AND (-stood.amount_minor, stood.from_rate, stood.to_rate)
        IS DISTINCT FROM (back.amount_minor, back.from_rate, back.to_rate)
