-- The credits that a payment became: its own, those it was moved into, and, as let go,
-- those that its discounts and what else was let go with it became.
-- Parameters: entity, payment.
-- Row: the fields of queries.whole.Kept.
WITH RECURSIVE came_of (id) AS (
    SELECT payment.item_id FROM payments_payment AS payment
    WHERE payment.entity_id = %(entity)s AND payment.id = %(payment)s
    UNION
    SELECT posting.item_id
    FROM came_of
    JOIN receivables_application AS application
        ON application.entity_id = %(entity)s AND application.credit_id = came_of.id
        AND application.reverses_id IS NULL
    JOIN receivables_item AS debt
        ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
        AND debt.kind = 'transfer'
    JOIN ledger_posting AS posting
        ON posting.entity_id = %(entity)s AND posting.entry_id = debt.entry_id
        AND posting.item_id <> debt.id
),
let_go AS (
    SELECT earned.item_id AS id FROM payments_earned_discount AS earned
    WHERE earned.entity_id = %(entity)s AND earned.payment_id = %(payment)s
)
SELECT item.id, item.kind, -item.open_minor AS open_minor,
    coalesce(role.role, '') AS role, party.code AS party, party.name,
    item.id IN (SELECT id FROM let_go) AS is_let_go
FROM receivables_item AS item
LEFT JOIN LATERAL (
    SELECT played.role FROM ledger_role_account AS played
    WHERE played.entity_id = %(entity)s AND played.account_id = item.account_id
    ORDER BY played.role LIMIT 1
) AS role ON true
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
WHERE item.entity_id = %(entity)s AND item.amount_minor < 0
    AND item.id IN (SELECT id FROM came_of UNION ALL SELECT id FROM let_go)
ORDER BY item.id
