-- Balances stated at the end of days, each beside the one before plus the lines since.
-- Parameters: entity, account, on.
-- Row: on, stated_minor, reckoned_minor.
-- Of several statements of one day the last one's counts: that which no other goes on
-- from, then the highest number, whatever came in first.
WITH stated AS (
    SELECT DISTINCT ON (last.closing_on) last.closing_on, last.closing_minor
    FROM banking_statement AS last
    WHERE last.entity_id = %(entity)s AND last.bank_account_id = %(account)s
        AND last.closing_on <= %(on)s
    ORDER BY last.closing_on, EXISTS (
        SELECT FROM banking_statement AS next
        WHERE next.entity_id = %(entity)s AND next.bank_account_id = %(account)s
            AND next.closing_on = last.closing_on AND next.id <> last.id
            AND next.opening_minor = last.closing_minor
            AND next.opening_minor <> next.closing_minor),
        length(last.number) DESC, last.number DESC, last.id DESC
), before AS (
    SELECT stated.closing_on, stated.closing_minor,
        coalesce(lag(stated.closing_on) OVER in_order, account.opened_on) AS since,
        coalesce(lag(stated.closing_minor) OVER in_order, account.opening_minor)
            AS from_minor
    FROM stated CROSS JOIN banking_account AS account
    WHERE account.entity_id = %(entity)s AND account.id = %(account)s
        AND stated.closing_on > account.opened_on
    WINDOW in_order AS (ORDER BY stated.closing_on)
)
SELECT before.closing_on AS on, before.closing_minor AS stated_minor,
    (before.from_minor + coalesce((
        SELECT sum(line.amount_minor) FROM banking_line AS line
        JOIN banking_open_line AS open
            ON open.entity_id = %(entity)s AND open.line_id = line.id
        WHERE line.entity_id = %(entity)s AND line.bank_account_id = %(account)s
            AND line.booked_on > before.since AND line.booked_on <= before.closing_on
            AND open.state <> 'known'), 0))::bigint AS reckoned_minor
FROM before ORDER BY before.closing_on
