-- Bank lines of an account until a day that the books do not have, or only in part.
-- Parameters: entity, account, on.
-- Row: line_id, booked_on, text, amount_minor (what is missing).
SELECT line.id AS line_id, line.booked_on,
    concat_ws(' ', nullif(line.other_name, ''), nullif(line.text, '')) AS text,
    open.amount_minor - open.explained_minor AS amount_minor
FROM banking_open_line AS open
JOIN banking_line AS line ON line.entity_id = %(entity)s AND line.id = open.line_id
WHERE open.entity_id = %(entity)s AND line.bank_account_id = %(account)s
    AND line.booked_on <= %(on)s AND open.state <> 'known'
    AND open.explained_minor <> open.amount_minor
ORDER BY line.booked_on, line.id
