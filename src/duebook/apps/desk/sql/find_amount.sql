-- What is worth exactly an amount: bank lines that wait, open items and their pairs
-- of one party, payments of the last year. At most five of each kind.
-- Parameters: entity, amount, since; names, patterns that all fit whom it is of.
-- Row: the fields of queries.find.Worth.
(SELECT 'bank_line' AS kind, line.id::text AS ref,
    coalesce(nullif(line.other_name, ''), left(line.text, 60)) AS who,
    line.booked_on AS on_day, line.currency
FROM banking_open_line AS waiting
JOIN banking_line AS line
    ON line.entity_id = %(entity)s AND line.id = waiting.line_id
WHERE waiting.entity_id = %(entity)s AND line.amount_minor = %(amount)s
    AND waiting.state IN ('new', 'held', 'doubtful', 'apart')
    AND concat_ws(' ', line.other_name, line.text) ILIKE ALL (%(names)s::text[])
ORDER BY line.booked_on DESC
LIMIT 5)
UNION ALL
(SELECT 'item', item.number, party.name, item.due_on, item.currency
FROM receivables_item AS item
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
WHERE item.entity_id = %(entity)s AND item.open_minor <> 0
    AND item.open_minor = %(amount)s AND item.document_id IS NOT NULL
    AND party.name ILIKE ALL (%(names)s::text[])
ORDER BY item.due_on
LIMIT 5)
UNION ALL
(SELECT 'payment', payment.number, party.name, payment.received_on, payment.currency
FROM payments_payment AS payment
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = payment.party_id
WHERE payment.entity_id = %(entity)s AND payment.received_on >= %(since)s
    AND payment.amount_minor = %(amount)s
    AND party.name ILIKE ALL (%(names)s::text[])
ORDER BY payment.received_on DESC
LIMIT 5)
