-- Customers' money that came in by bank lines, and what it settled, by who said so: the
-- head of other queries.
-- Parameters: entity, first, last (days on which the lines were booked), used_up_by
--      (kinds of debits that settle nothing: the money is gone, or lies elsewhere).
-- Row of matched_lines: day, currency, number (of the payment), kind, party_id,
--      amount_minor, way.
-- Row of matched_items: the same of the debts that the lines settled.
-- {unit} is one of the two.  {or_not} is LEFT for items; of what lines settled only
-- what was taken back since is looked at.
--
-- The way is "by itself", "by a person", or "un-matched": posted by itself and taken
-- back by a person later.  A line that was un-matched and then decided by a person is
-- there twice.  What the bank took back was right when it was matched.  Money that was
-- moved keeps the number of its payment.
said AS MATERIALIZED (
    SELECT explanation.line_id, explanation.event_id, explanation.amount_minor,
        explanation.rule <> 'person' AND explanation.kind = 'payment' AS is_by_itself,
        EXISTS (
            SELECT FROM banking_explanation AS taken
            WHERE taken.entity_id = %(entity)s AND taken.reverses_id = explanation.id
        ) AS is_taken_back,
        line.booked_on AS day, line.currency, open.state, payment.number,
        payment.party_id
    FROM banking_line AS line
    JOIN banking_open_line AS open
        ON open.entity_id = %(entity)s AND open.line_id = line.id
    JOIN banking_explanation AS explanation
        ON explanation.entity_id = %(entity)s AND explanation.line_id = line.id
    JOIN payments_payment AS payment
        ON payment.entity_id = %(entity)s AND payment.id = explanation.subject_id
    WHERE line.entity_id = %(entity)s AND line.amount_minor > 0
        AND line.booked_on BETWEEN %(first)s AND %(last)s
        AND explanation.kind IN ('payment', 'unidentified')
        AND explanation.reverses_id IS NULL
),
applied AS MATERIALIZED (
    SELECT said.line_id, said.day, said.currency, debt.number, debt.kind,
        debt.party_id, application.amount_minor,
        said.is_by_itself AND application.event_id = said.event_id AS is_by_itself,
        undone.id IS NOT NULL AS is_undone,
        event.command IN ('Unmatch', 'Unapply') AS is_unmatched
    FROM said
    JOIN receivables_item AS credit ON credit.entity_id = %(entity)s
        AND credit.number = said.number AND credit.kind IN ('payment', 'transfer')
    JOIN receivables_application AS application ON application.entity_id = %(entity)s
        AND application.credit_id = credit.id AND application.amount_minor > 0
    JOIN receivables_item AS debt
        ON debt.entity_id = %(entity)s AND debt.id = application.debt_id
    {or_not} JOIN receivables_application AS undone
        ON undone.entity_id = %(entity)s AND undone.reverses_id = application.id
    LEFT JOIN audit_event AS event
        ON event.entity_id = %(entity)s AND event.id = undone.event_id
    WHERE NOT said.is_taken_back AND debt.kind <> ALL(%(used_up_by)s)
),
unmatched AS (
    SELECT line_id FROM applied WHERE is_by_itself AND is_unmatched
    UNION
    SELECT line_id FROM said WHERE is_by_itself AND is_taken_back
),
matched_lines AS (
    SELECT min(day) AS day, currency, min(number) AS number, 'payment' AS kind,
        min(party_id) AS party_id, sum(amount_minor)::bigint AS amount_minor,
        CASE WHEN bool_and(is_by_itself)
            AND line_id NOT IN (SELECT line_id FROM unmatched)
            THEN 'by itself' ELSE 'by a person' END AS way
    FROM said WHERE state = 'explained' AND NOT is_taken_back
    GROUP BY line_id, currency
    UNION ALL
    SELECT min(day), currency, min(number), 'payment', min(party_id),
        sum(amount_minor)::bigint, 'un-matched'
    FROM said WHERE is_by_itself AND line_id IN (SELECT line_id FROM unmatched)
    GROUP BY line_id, currency
),
matched_items AS (
    SELECT day, currency, number, kind, party_id, amount_minor,
        CASE WHEN is_undone THEN 'un-matched'
            WHEN is_by_itself THEN 'by itself' ELSE 'by a person' END AS way
    FROM applied
    WHERE NOT is_undone OR is_by_itself AND is_unmatched
),
matched AS (SELECT * FROM {unit})
