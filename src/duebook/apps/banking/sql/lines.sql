-- Bank lines with what waits on them, in the order they were taken in.
-- Parameters: entity, bank_account (null: all), states, ids (null: all), after, size.
-- Row: as queries.lines.Line.
SELECT line.id, line.bank_account_id, account.name AS bank_account, account.account_id,
    line.booked_on, line.amount_minor, line.currency, line.movement, line.other_name,
    line.other_account, line.payer_references, line.text,
    line.remittance::text AS remittance_json,
    line.charges_minor, line.return_code,
    line.parts::text AS parts_json, open.explained_minor, open.state,
    open.held, open.sentence, open.proposals::text AS proposals_json, open.credit_id,
    open.payment_id
FROM banking_open_line AS open
JOIN banking_line AS line ON line.entity_id = %(entity)s AND line.id = open.line_id
JOIN banking_account AS account
    ON account.entity_id = %(entity)s AND account.id = line.bank_account_id
WHERE open.entity_id = %(entity)s AND open.state = ANY(%(states)s)
    AND open.line_id > %(after)s
    AND (%(ids)s::bigint[] IS NULL OR open.line_id = ANY(%(ids)s))
    AND (%(bank_account)s::bigint IS NULL OR line.bank_account_id = %(bank_account)s)
ORDER BY open.line_id LIMIT %(size)s
