-- What was applied to the items of documents, from either side, and taken back.
-- Parameters: entity, documents.
-- Row: document_id, effective_on, kind and number of the other item, method and
--      reference of its payment, amount_minor, currency, rule, reason, entry_id, actor.
SELECT item.document_id, application.effective_on, other.kind, other.number,
    coalesce(payment.method, '') AS method, coalesce(payment.reference, '') AS reference,
    application.amount_minor, item.currency, application.rule, application.reason,
    application.entry_id, event.actor
FROM receivables_item AS item
JOIN receivables_application AS application ON application.entity_id = %(entity)s
    AND item.id IN (application.debt_id, application.credit_id)
JOIN receivables_item AS other ON other.entity_id = %(entity)s
    AND other.id = CASE WHEN application.debt_id = item.id
        THEN application.credit_id ELSE application.debt_id END
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = application.event_id
LEFT JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.item_id = other.id
WHERE item.entity_id = %(entity)s AND item.document_id = ANY(%(documents)s)
ORDER BY item.document_id, application.id
