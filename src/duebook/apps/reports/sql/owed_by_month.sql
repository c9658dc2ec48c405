-- What debts have open, by the months in which it is so: what is open today, and what
-- was applied since the first month ended, which was open until then.
-- Parameters: entity, ends (the last days of the months, rising).
-- Row: currency, since (number of the first month at whose end it is open), due (number
--      of the first month by whose end it is past due), until (number of the first
--      month at whose end it is not open), amount_minor.  Numbers count from 0.
SELECT currency, since, due, until, sum(amount_minor)::bigint AS amount_minor
FROM (
    SELECT currency, width_bucket(effective_on - 1, %(ends)s::date[]) AS since,
        width_bucket(due_on, %(ends)s::date[]) AS due,
        cardinality(%(ends)s::date[]) AS until, open_minor AS amount_minor
    FROM receivables_item
    WHERE entity_id = %(entity)s AND open_minor > 0
    UNION ALL
    SELECT debt.currency, width_bucket(debt.effective_on - 1, %(ends)s::date[]),
        width_bucket(debt.due_on, %(ends)s::date[]),
        width_bucket(application.effective_on - 1, %(ends)s::date[]),
        application.amount_minor
    FROM receivables_application AS application
    JOIN receivables_item AS debt
        ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
    WHERE application.entity_id = %(entity)s
        AND application.effective_on > (%(ends)s::date[])[1]
) AS open
WHERE since < cardinality(%(ends)s::date[])
GROUP BY currency, since, due, until
