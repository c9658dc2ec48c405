-- The exchange differences of what was applied to a document's items, as they came.
-- Parameters: entity, document.
-- Row: number (of the credit), currency, applied_minor, effective_on, amount_minor,
--      from_on, from_rate, to_on, to_rate.
SELECT credit.number, credit.currency, application.amount_minor AS applied_minor,
    application.effective_on, exchange.amount_minor, exchange.from_on,
    exchange.from_rate, exchange.to_on, exchange.to_rate
FROM receivables_item AS debt
JOIN receivables_application AS application
    ON application.entity_id = %(entity)s AND application.debt_id = debt.id
JOIN receivables_exchange AS exchange
    ON exchange.entity_id = %(entity)s AND exchange.application_id = application.id
JOIN receivables_item AS credit
    ON credit.entity_id = %(entity)s AND credit.id = application.credit_id
WHERE debt.entity_id = %(entity)s AND debt.document_id = %(document)s
ORDER BY application.id
