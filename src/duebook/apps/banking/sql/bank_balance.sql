-- What the bank says an account holds at the end of a day: the last balance that it
-- stated by then, or the opening one, and the lines booked since.
-- Parameters: entity, account, on.
-- Row: amount_minor.
WITH base AS (
    (SELECT closing_on AS on, closing_minor AS amount_minor
    FROM banking_statement
    WHERE entity_id = %(entity)s AND bank_account_id = %(account)s
        AND closing_on <= %(on)s
    ORDER BY closing_on DESC, id DESC LIMIT 1)
    UNION ALL
    SELECT opened_on, opening_minor FROM banking_account
    WHERE entity_id = %(entity)s AND id = %(account)s
    ORDER BY 1 DESC LIMIT 1
)
SELECT (base.amount_minor + coalesce((
    SELECT sum(line.amount_minor) FROM banking_line AS line
    JOIN banking_open_line AS open
        ON open.entity_id = %(entity)s AND open.line_id = line.id
    WHERE line.entity_id = %(entity)s AND line.bank_account_id = %(account)s
        AND line.booked_on > base.on AND line.booked_on <= %(on)s
        AND open.state <> 'known'), 0))::bigint AS amount_minor
FROM base
