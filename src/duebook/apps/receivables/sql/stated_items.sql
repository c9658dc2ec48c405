-- What was open at the end of a day, as known at an instant, with the party's own
-- reference: the order an invoice was for, what a payment said.
-- Parameters: entity, as_of, known_at, parties.
-- Row: party_id, currency, kind, number, their_reference, document_on, due_on,
--      amount_minor, open_minor, contested_minor (a part of it).
SELECT item.party_id, item.currency, item.kind, item.number,
    coalesce(document.po, payment.reference, '') AS their_reference,
    item.document_on, item.due_on, item.amount_minor,
    (item.open_minor + later.amount_minor)::bigint AS open_minor,
    least(contested.amount_minor, greatest(item.open_minor + later.amount_minor, 0)
    )::bigint AS contested_minor
FROM receivables_item AS item
CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN item.amount_minor > 0 THEN application.amount_minor
            ELSE -application.amount_minor END), 0) AS amount_minor
    FROM receivables_application AS application
    WHERE application.entity_id = %(entity)s
        AND (application.debt_id = item.id OR application.credit_id = item.id)
        AND (application.effective_on > %(as_of)s OR application.at > %(known_at)s)
) AS later
CROSS JOIN LATERAL (
    SELECT coalesce(sum(contest.amount_minor), 0) AS amount_minor
    FROM receivables_contest AS contest
    WHERE contest.entity_id = %(entity)s AND contest.item_id = item.id
        AND contest.effective_on <= %(as_of)s AND contest.at <= %(known_at)s
) AS contested
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.id = item.document_id
LEFT JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND item.kind = 'payment'
    AND payment.number = item.number
WHERE item.entity_id = %(entity)s AND item.party_id = ANY(%(parties)s::bigint[])
    AND item.effective_on <= %(as_of)s AND item.at <= %(known_at)s
    AND item.open_minor + later.amount_minor <> 0
ORDER BY item.party_id, item.currency, item.due_on, item.id
