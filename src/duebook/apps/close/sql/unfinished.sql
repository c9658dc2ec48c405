-- What a closer wants to know is still lying about at the end of a period.
-- Parameters: entity, first, last.  Row: what, count.
SELECT 'charges of the period that no document bills' AS what, count(*) AS count
FROM invoicing_charge AS charge
WHERE charge.entity_id = %(entity)s AND charge.is_billable
    AND charge.service_on BETWEEN %(first)s AND %(last)s
    AND NOT EXISTS (SELECT FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id)
UNION ALL
SELECT 'drafts not issued', count(*) FROM invoicing_draft AS draft
WHERE draft.entity_id = %(entity)s AND draft.kind <> 'quote'
    AND EXISTS (SELECT FROM invoicing_charge AS charge
        WHERE charge.entity_id = %(entity)s AND charge.draft_id = draft.id
            AND NOT EXISTS (SELECT FROM invoicing_line AS line
                WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id))
UNION ALL
SELECT 'acts that wait for a second person', count(*) FROM approvals_held_act
WHERE entity_id = %(entity)s AND state = 'waiting'
UNION ALL
SELECT 'mails and letters not sent', count(*) FROM delivery_delivery
WHERE entity_id = %(entity)s AND state IN ('planned', 'sending')
UNION ALL
SELECT 'mails that came back', count(*) FROM delivery_delivery
WHERE entity_id = %(entity)s AND state IN ('bounced', 'failed')
UNION ALL
SELECT 'applications in ' || debt.currency || ' without exchange rates', count(*)
FROM receivables_application AS application
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
JOIN entities_entity AS entity
    ON entity.id = %(entity)s AND entity.currency <> debt.currency
WHERE application.entity_id = %(entity)s
    AND application.effective_on BETWEEN %(first)s AND %(last)s
    AND NOT EXISTS (
        SELECT FROM ledger_exchange_rate AS rate
        WHERE rate.entity_id = %(entity)s AND rate.currency = debt.currency)
GROUP BY debt.currency
