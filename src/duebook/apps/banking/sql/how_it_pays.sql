-- How many days after its due date a payer's debts were paid, newest first.
-- Parameters: entity, party, since, size.
-- Row: days.
SELECT (application.effective_on - debt.due_on)::int AS days
FROM receivables_item AS debt
JOIN receivables_application AS application
    ON application.entity_id = %(entity)s AND application.debt_id = debt.id
JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.item_id = application.credit_id
WHERE debt.entity_id = %(entity)s AND debt.party_id = %(party)s
    AND application.effective_on >= %(since)s AND application.reverses_id IS NULL
    AND NOT EXISTS (
        SELECT FROM receivables_application AS taken
        WHERE taken.entity_id = %(entity)s AND taken.reverses_id = application.id)
ORDER BY application.effective_on DESC, application.id DESC LIMIT %(size)s
