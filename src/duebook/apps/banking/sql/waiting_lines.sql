-- Bank lines of an account until a day that the books of that day do not have, or only
-- in part: what an entry of a later day explains, they did not have yet.
-- Parameters: entity, account, on.
-- Row: line_id, booked_on, text, amount_minor (what is missing).
WITH later AS (
    SELECT explanation.line_id, sum(explanation.amount_minor) AS amount_minor
    FROM ledger_entry AS entry
    JOIN banking_explanation AS explanation
        ON explanation.entity_id = %(entity)s AND explanation.entry_id = entry.id
    WHERE entry.entity_id = %(entity)s AND entry.effective_on > %(on)s
    GROUP BY explanation.line_id
), lacking AS (  -- or not: what waits, and what entries of later days explain
    SELECT line_id FROM banking_open_line
    WHERE entity_id = %(entity)s AND state = ANY('{new,held,doubtful,apart}')
    UNION SELECT line_id FROM later
)
SELECT line.id AS line_id, line.booked_on,
    concat_ws(' ', nullif(line.other_name, ''), nullif(line.text, '')) AS text,
    (open.amount_minor - open.explained_minor + coalesce(later.amount_minor, 0))::bigint
        AS amount_minor
FROM lacking
JOIN banking_open_line AS open
    ON open.entity_id = %(entity)s AND open.line_id = lacking.line_id
JOIN banking_line AS line ON line.entity_id = %(entity)s AND line.id = lacking.line_id
LEFT JOIN later ON later.line_id = lacking.line_id
WHERE line.bank_account_id = %(account)s
    AND line.booked_on <= %(on)s AND open.state <> 'known'
    AND open.amount_minor <> open.explained_minor - coalesce(later.amount_minor, 0)
ORDER BY line.booked_on, line.id
