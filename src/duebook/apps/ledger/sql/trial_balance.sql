-- Every account's balance at the end of a day, as known at an instant.
-- Parameters: entity, on, known_at (null: now), only_control; first_out and last_in of
--      entries_that_count.sql.
-- Row: code, name, kind, currency, amount_minor.
--
-- Most entries count because all around them do; only between the first that does not
-- and the last that does is each one asked for its day.  The + 0 has the table read
-- from end to end, not row by row through an index.
WITH counted AS (
    SELECT account_id, currency, amount_minor
    FROM ledger_posting
    WHERE entity_id = %(entity)s AND entry_id + 0 < %(first_out)s
        AND (is_control OR NOT %(only_control)s)
    UNION ALL
    SELECT posting.account_id, posting.currency, posting.amount_minor
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s
        AND posting.entry_id BETWEEN %(first_out)s AND %(last_in)s
        AND entry.id BETWEEN %(first_out)s AND %(last_in)s
        AND (posting.is_control OR NOT %(only_control)s)
        AND entry.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR entry.at <= %(known_at)s)
),
booked AS (
    SELECT account_id, currency, sum(amount_minor)::bigint AS amount_minor
    FROM counted GROUP BY account_id, currency
)
SELECT account.code, account.name, account.kind, booked.currency, booked.amount_minor
FROM booked
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = booked.account_id
ORDER BY account.code, booked.currency
