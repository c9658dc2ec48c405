-- How much there is behind each tab of a party, and how late it pays: the median of
-- its last fifty debts that payments settled.
-- Parameters: entity, party.
-- Row: the fields of queries.party.Counts.
SELECT
    (SELECT count(*) FROM invoicing_document AS document
        WHERE document.entity_id = %(entity)s AND document.bill_to_id = %(party)s)
        AS documents,
    (SELECT count(*) FROM payments_payment AS payment
        WHERE payment.entity_id = %(entity)s AND payment.party_id = %(party)s)
        AS payments,
    (SELECT max(payment.received_on) FROM payments_payment AS payment
        WHERE payment.entity_id = %(entity)s AND payment.party_id = %(party)s)
        AS last_paid_on,
    (SELECT count(*) FROM receivables_statement AS statement
        WHERE statement.entity_id = %(entity)s AND statement.party_id = %(party)s)
        AS statements,
    (SELECT count(*) FROM catalog_tariff AS tariff
        WHERE tariff.entity_id = %(entity)s AND tariff.party_id = %(party)s)
        AS tariffs,
    paid.cases AS paid_cases, paid.days AS paid_days
FROM (
    SELECT count(late.days)::int AS cases,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY late.days) AS days
    FROM (
        SELECT item.id, item.due_on
        FROM receivables_item AS item
        WHERE item.entity_id = %(entity)s AND item.party_id = %(party)s
            AND item.amount_minor > 0 AND item.open_minor = 0
        ORDER BY item.effective_on DESC
        LIMIT 50
    ) AS settled
    CROSS JOIN LATERAL (
        SELECT max(application.effective_on) - settled.due_on AS days
        FROM receivables_application AS application
        JOIN receivables_item AS credit
            ON credit.entity_id = %(entity)s AND credit.id = application.credit_id
            AND credit.kind = 'payment'
        WHERE application.entity_id = %(entity)s AND application.debt_id = settled.id
    ) AS late
) AS paid
