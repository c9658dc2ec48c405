-- Lines of a bank account as the workspace lists them: all that wait, and those of one
-- day that do not.  A line whose money lies apart waits as long as some of it does.
-- Parameters: entity, account, on (null: those that wait alone), size.
-- Row: as queries.workspace.Row.
SELECT line.id, line.booked_on, line.amount_minor, line.currency, line.movement,
    line.other_name, line.text, line.payer_references, line.return_code,
    standing.state, open.held, jsonb_array_length(open.proposals) AS ways,
    coalesce((open.proposals -> 0 ->> 'short_minor')::bigint, 0) AS short_minor,
    coalesce((open.proposals -> 0 ->> 'left_minor')::bigint, 0) AS over_minor,
    coalesce((SELECT explanation.rule FROM banking_explanation AS explanation
        WHERE explanation.entity_id = %(entity)s AND explanation.line_id = line.id
        ORDER BY explanation.id DESC LIMIT 1), '') AS rule
FROM banking_open_line AS open
JOIN banking_line AS line ON line.entity_id = %(entity)s AND line.id = open.line_id
LEFT JOIN receivables_item AS credit ON open.state = 'apart'
    AND credit.entity_id = %(entity)s AND credit.id = open.credit_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN credit.open_minor >= 0 THEN 'explained' ELSE open.state END
        AS state
) AS standing
WHERE open.entity_id = %(entity)s AND line.bank_account_id = %(account)s
    AND CASE WHEN %(on)s::date IS NULL
        THEN open.state IN ('new', 'held', 'doubtful', 'apart')
            AND standing.state <> 'explained'
        ELSE line.booked_on = %(on)s AND standing.state IN ('explained', 'known')
    END
ORDER BY line.booked_on DESC, line.id LIMIT %(size)s
