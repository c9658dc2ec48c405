-- How many days after it was due each party paid, in a span of days.
-- Parameters: entity, first, last, used_up_by (kinds of debits that nobody pays).
-- Row: party_id, days, payments.  What was taken back since is no payment.
SELECT debt.party_id, application.effective_on - debt.due_on AS days,
    count(*)::int AS payments
FROM receivables_application AS application
JOIN receivables_item AS credit ON credit.entity_id = %(entity)s
    AND credit.id = application.credit_id AND credit.kind IN ('payment', 'transfer')
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
WHERE application.entity_id = %(entity)s AND application.amount_minor > 0
    AND application.effective_on BETWEEN %(first)s AND %(last)s
    AND debt.kind <> ALL(%(used_up_by)s)
    AND NOT EXISTS (
        SELECT FROM receivables_application AS undone
        WHERE undone.entity_id = %(entity)s AND undone.reverses_id = application.id
            AND undone.effective_on <= %(last)s
    )
GROUP BY 1, 2
