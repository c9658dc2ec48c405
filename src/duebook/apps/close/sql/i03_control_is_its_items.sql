-- I-3: the balance of each control account is the sum of its items' open amounts.
-- Parameters: entity.  Row: subject, detail.
WITH booked AS (
    SELECT posting.account_id, posting.currency, sum(posting.amount_minor) AS amount_minor
    FROM ledger_posting AS posting
    JOIN ledger_account AS account
        ON account.entity_id = %(entity)s AND account.id = posting.account_id
    WHERE posting.entity_id = %(entity)s AND account.is_control
    GROUP BY posting.account_id, posting.currency
), open AS (
    SELECT account_id, currency, sum(open_minor) AS amount_minor
    FROM receivables_item WHERE entity_id = %(entity)s GROUP BY account_id, currency
)
SELECT 'account ' || account.code || ' ' || currency AS subject,
    'the ledger says ' || coalesce(booked.amount_minor, 0) || ', its open items '
        || coalesce(open.amount_minor, 0) AS detail
FROM booked FULL JOIN open USING (account_id, currency)
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = account_id
WHERE coalesce(booked.amount_minor, 0) <> coalesce(open.amount_minor, 0)
