-- What moved the balances of parties up to a day, as known at an instant.
-- Parameters: entity, as_of, known_at, and by party: parties, told_on, told_at.
-- Row: party_id, currency, is_told, kind, number, their_reference, effective_on,
--      due_on, amount_minor, known_at.
--
-- What a party was told of before (for a day up to told_on, recorded up to told_at)
-- comes as one row, its opening balance.  The rest is a row for each document, all
-- its instalments together; what comes to nothing, such as money moved from one
-- account of the party to another, is left out.  A credit of one party that settles
-- a debt of another moves both their balances.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(parties)s::bigint[], %(told_on)s::date[],
        %(told_at)s::timestamptz[]) AS asked (party_id, told_on, told_at)
),
moved AS (
    SELECT item.party_id, item.currency, item.kind, item.number, item.document_id,
        item.entry_id, item.effective_on, item.due_on, item.amount_minor, item.at
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.party_id = ANY(%(parties)s::bigint[])
    UNION ALL
    SELECT credit.party_id, credit.currency, 'adjustment', debt.number, NULL,
        application.entry_id, application.effective_on, NULL,
        application.amount_minor, application.at
    FROM receivables_item AS credit
    JOIN receivables_application AS application
        ON application.entity_id = %(entity)s AND application.credit_id = credit.id
    JOIN receivables_item AS debt
        ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
    WHERE credit.entity_id = %(entity)s AND credit.party_id = ANY(%(parties)s::bigint[])
        AND credit.amount_minor < 0 AND debt.party_id <> credit.party_id
    UNION ALL
    SELECT debt.party_id, debt.currency, 'adjustment', credit.number, NULL,
        application.entry_id, application.effective_on, NULL,
        -application.amount_minor, application.at
    FROM receivables_item AS debt
    JOIN receivables_application AS application
        ON application.entity_id = %(entity)s AND application.debt_id = debt.id
    JOIN receivables_item AS credit
        ON credit.entity_id = %(entity)s AND credit.id = application.credit_id
    WHERE debt.entity_id = %(entity)s AND debt.party_id = ANY(%(parties)s::bigint[])
        AND debt.amount_minor > 0 AND debt.party_id <> credit.party_id
),
known AS (
    SELECT moved.*,
        moved.effective_on <= asked.told_on AND moved.at <= asked.told_at AS is_told
    FROM moved JOIN asked USING (party_id)
    WHERE moved.effective_on <= %(as_of)s AND moved.at <= %(known_at)s
)
SELECT party_id, currency, true AS is_told, 'opening' AS kind, '' AS number,
    '' AS their_reference, max(effective_on) AS effective_on, NULL::date AS due_on,
    sum(amount_minor)::bigint AS amount_minor, max(at) AS known_at
FROM known WHERE is_told GROUP BY party_id, currency
UNION ALL
SELECT row.party_id, row.currency, false, row.kind, row.number,
    coalesce(document.po, payment.reference, ''), row.effective_on, row.due_on,
    row.amount_minor, row.known_at
FROM (
    SELECT party_id, currency, kind, entry_id, min(number) AS number,
        min(document_id) AS document_id, min(effective_on) AS effective_on,
        max(due_on) AS due_on, sum(amount_minor)::bigint AS amount_minor,
        min(at) AS known_at
    FROM known WHERE NOT is_told
    GROUP BY party_id, currency, kind, entry_id HAVING sum(amount_minor) <> 0
) AS row
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = row.document_id
LEFT JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND row.kind = 'payment'
    AND payment.number = row.number
ORDER BY party_id, currency, effective_on, known_at, number
