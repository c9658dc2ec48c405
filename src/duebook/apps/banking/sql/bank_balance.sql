-- What the bank says an account holds at the end of a day: the last balance that it
-- stated by then, or the opening one, and the lines booked since.
-- Of several statements of one day the last one's, as in closings.
-- Parameters: entity, account, on.
-- Row: amount_minor.
WITH base AS (
    (SELECT last.closing_on AS on, last.closing_minor AS amount_minor
    FROM banking_statement AS last
    WHERE last.entity_id = %(entity)s AND last.bank_account_id = %(account)s
        AND last.closing_on <= %(on)s
    ORDER BY last.closing_on DESC, EXISTS (
        SELECT FROM banking_statement AS next
        WHERE next.entity_id = %(entity)s AND next.bank_account_id = %(account)s
            AND next.closing_on = last.closing_on AND next.id <> last.id
            AND next.opening_minor = last.closing_minor
            AND next.opening_minor <> next.closing_minor),
        length(last.number) DESC, last.number DESC, last.id DESC LIMIT 1)
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
