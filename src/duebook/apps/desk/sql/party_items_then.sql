-- What was open of a party at the end of a day, as known today: what was applied later
-- is added again.  A source for party_figures.sql and party_items.sql.
-- Parameters: entity, party, on.
SELECT item.id, item.kind, item.number, item.document_id, item.currency,
    item.amount_minor, item.open_minor + later.amount_minor AS open_minor,
    least(contested.amount_minor, greatest(item.open_minor + later.amount_minor, 0))
        AS contested_minor,
    item.document_on, item.due_on, item.reason
FROM receivables_item AS item
CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN item.amount_minor > 0 THEN application.amount_minor
            ELSE -application.amount_minor END), 0) AS amount_minor
    FROM receivables_application AS application
    WHERE application.entity_id = %(entity)s
        AND (application.debt_id = item.id OR application.credit_id = item.id)
        AND application.effective_on > %(on)s
) AS later
CROSS JOIN LATERAL (
    SELECT coalesce(sum(contest.amount_minor), 0) AS amount_minor
    FROM receivables_contest AS contest
    WHERE contest.entity_id = %(entity)s AND contest.item_id = item.id
        AND contest.effective_on <= %(on)s
) AS contested
WHERE item.entity_id = %(entity)s AND item.party_id = %(party)s
    AND item.effective_on <= %(on)s AND item.open_minor + later.amount_minor <> 0
