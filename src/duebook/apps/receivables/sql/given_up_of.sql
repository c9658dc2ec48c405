-- What was given up of a party's debts and stands, the newest first.
-- Parameters: entity, party, currency, size.
-- Row: the fields of queries.given_up.Stands.
SELECT credit.id, debt.id AS debt_id, debt.number, debt.document_id,
    application.amount_minor, credit.kind, credit.effective_on, credit.reason
FROM receivables_item AS credit
JOIN receivables_application AS application
    ON application.entity_id = %(entity)s AND application.credit_id = credit.id
    AND application.reverses_id IS NULL
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
    AND debt.kind NOT IN ('recovery', 'discount_return', 'write_off_return')
WHERE credit.entity_id = %(entity)s AND credit.party_id = %(party)s
    AND credit.kind IN ('write_off', 'small_balance') AND credit.currency = %(currency)s
    AND NOT EXISTS (
        SELECT FROM receivables_application AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = application.id)
ORDER BY credit.id DESC
LIMIT %(size)s
