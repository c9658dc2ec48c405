-- Open credits as they are listed, with what is open of their party that a rule may
-- settle.  Only those shown are joined: the index of open credits gives their order.
-- {where}, {order}, {sort}: conditions on, and columns of, credit.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.credits.Credit.
WITH shown AS MATERIALIZED (
    SELECT credit.id, {sort} AS sort_key
    FROM receivables_item AS credit
    WHERE credit.entity_id = %(entity)s AND credit.open_minor < 0 AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT credit.id, credit.number, credit.kind, credit.party_id, party.code AS party,
    party.name, credit.currency, -credit.open_minor AS left_minor,
    -credit.amount_minor AS amount_minor, credit.effective_on, credit.reason,
    coalesce(role.role, '') AS role, coalesce(owed.offered_minor, 0)::bigint
        AS offered_minor,
    coalesce(payment.number, '') AS payment, coalesce(payment.method, '') AS method,
    coalesce(payment.reference, '') AS reference, shown.sort_key
FROM shown
JOIN receivables_item AS credit
    ON credit.entity_id = %(entity)s AND credit.id = shown.id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = credit.party_id
LEFT JOIN LATERAL (
    SELECT played.role FROM ledger_role_account AS played
    WHERE played.entity_id = %(entity)s AND played.account_id = credit.account_id
    ORDER BY played.role LIMIT 1
) AS role ON true
LEFT JOIN LATERAL (
    SELECT paid.number, paid.method, paid.reference
    FROM payments_payment AS paid
    WHERE paid.entity_id = %(entity)s AND paid.number = credit.number
        AND credit.kind IN ('payment', 'transfer', 'conversion')
) AS payment ON true
LEFT JOIN LATERAL (
    SELECT sum(greatest(debt.open_minor - debt.contested_minor, 0)) AS offered_minor
    FROM receivables_item AS debt
    WHERE debt.entity_id = %(entity)s AND debt.party_id = credit.party_id
        AND debt.open_minor > 0 AND debt.currency = credit.currency
) AS owed ON true
ORDER BY {order}
