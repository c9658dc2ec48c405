-- Bank lines with what waits on them, in the order they were taken in.  A line whose
-- money lies apart waits as long as some of it does: what bounced, was sent back or was
-- given to a party by other ways is explained.
-- Parameters: entity, bank_account (null: all), states, ids (null: all), after, size.
-- Row: as queries.lines.Line.
SELECT line.id, line.bank_account_id, account.name AS bank_account, account.account_id,
    line.booked_on, line.amount_minor, line.currency, line.movement, line.other_name,
    line.other_account, line.payer_references, line.text,
    line.remittance::text AS remittance_json,
    line.charges_minor, line.return_code,
    line.parts::text AS parts_json, open.explained_minor, standing.state,
    open.held, open.sentence, open.proposals::text AS proposals_json, open.credit_id,
    open.payment_id, standing.apart_minor, open.is_new_money
FROM banking_open_line AS open
JOIN banking_line AS line ON line.entity_id = %(entity)s AND line.id = open.line_id
JOIN banking_account AS account
    ON account.entity_id = %(entity)s AND account.id = line.bank_account_id
LEFT JOIN receivables_item AS credit ON open.state = 'apart'
    AND credit.entity_id = %(entity)s AND credit.id = open.credit_id
CROSS JOIN LATERAL (
    SELECT greatest(0, -coalesce(credit.open_minor, 0)) AS apart_minor,
        CASE WHEN credit.open_minor >= 0 THEN 'explained' ELSE open.state END AS state
) AS standing
WHERE open.entity_id = %(entity)s AND standing.state = ANY(%(states)s)
    AND open.state = ANY(%(states)s::text[] || 'apart'::text)  -- as indexed
    AND open.line_id > %(after)s
    AND (%(ids)s::bigint[] IS NULL OR open.line_id = ANY(%(ids)s))
    AND (%(bank_account)s::bigint IS NULL OR line.bank_account_id = %(bank_account)s)
ORDER BY open.line_id LIMIT %(size)s
