-- What the ledger says of each control account at the end of a day.
-- Parameters: entity, on, known_at (null: now).
-- Row: code, name, currency, amount_minor (debit positive).
SELECT account.code, account.name, booked.currency, booked.amount_minor
FROM (
    SELECT posting.account_id, posting.currency,
        sum(posting.amount_minor)::bigint AS amount_minor
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s AND posting.is_control
        AND entry.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR entry.at <= %(known_at)s)
    GROUP BY posting.account_id, posting.currency
) AS booked
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = booked.account_id
ORDER BY account.code, booked.currency
