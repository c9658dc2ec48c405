-- Open debts as they are listed.  Only those shown are joined: the index of open debts
-- gives their order.
-- {where}, {order}, {sort}: conditions on, and columns of, debt.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.given_up.Debt.
WITH shown AS MATERIALIZED (
    SELECT debt.id, {sort} AS sort_key
    FROM receivables_item AS debt
    WHERE debt.entity_id = %(entity)s AND debt.open_minor > 0 AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT debt.id, debt.number, debt.kind, debt.document_id, party.code AS party,
    party.name, debt.currency, debt.amount_minor, debt.open_minor,
    debt.contested_minor, debt.due_on, debt.effective_on, last.paid_on,
    kept.until AS kept_until, kept.reason AS kept_because, shown.sort_key
FROM shown
JOIN receivables_item AS debt
    ON debt.entity_id = %(entity)s AND debt.id = shown.id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = debt.party_id
LEFT JOIN LATERAL (
    SELECT max(application.effective_on) AS paid_on
    FROM receivables_application AS application
    WHERE application.entity_id = %(entity)s AND application.debt_id = debt.id
        AND application.amount_minor > 0
) AS last ON true
LEFT JOIN LATERAL (
    SELECT one.until, one.reason
    FROM receivables_kept_debt AS one
    WHERE one.entity_id = %(entity)s AND one.item_id = debt.id
    ORDER BY one.id DESC
    LIMIT 1
) AS kept ON true
ORDER BY {order}
