-- I-25: what is explained of a bank line is what its explanations say, and those of
-- an entry are no more than it posts on the bank's ledger account.
-- Parameters: entity.  Row: subject, detail.
SELECT 'bank line ' || open.line_id AS subject,
    'is said to be explained by ' || open.explained_minor || '; its explanations say '
        || coalesce(told.amount_minor, 0) AS detail
FROM banking_open_line AS open
LEFT JOIN (
    SELECT line_id, sum(amount_minor) AS amount_minor FROM banking_explanation
    WHERE entity_id = %(entity)s GROUP BY line_id
) AS told ON told.line_id = open.line_id
WHERE open.entity_id = %(entity)s
    AND open.explained_minor <> coalesce(told.amount_minor, 0)
UNION ALL
SELECT 'entry ' || explained.entry_id,
    'posts ' || posted.amount_minor || ' at the bank; lines explain '
        || explained.amount_minor
FROM (
    SELECT explanation.entry_id, account.account_id, line.currency,
        sum(explanation.amount_minor) AS amount_minor
    FROM banking_explanation AS explanation
    JOIN banking_line AS line
        ON line.entity_id = %(entity)s AND line.id = explanation.line_id
    JOIN banking_account AS account
        ON account.entity_id = %(entity)s AND account.id = line.bank_account_id
    WHERE explanation.entity_id = %(entity)s
    GROUP BY explanation.entry_id, account.account_id, line.currency
) AS explained
CROSS JOIN LATERAL (
    SELECT coalesce(sum(posting.amount_minor), 0) AS amount_minor
    FROM ledger_posting AS posting
    WHERE posting.entity_id = %(entity)s AND posting.entry_id = explained.entry_id
        AND posting.account_id = explained.account_id
        AND posting.currency = explained.currency
) AS posted
WHERE explained.amount_minor NOT BETWEEN least(0, posted.amount_minor)
    AND greatest(0, posted.amount_minor)
UNION ALL
SELECT 'deposit ' || deposit.number,
    'is ' || deposit.amount_minor || '; its payments are '
        || coalesce(sum(payment.amount_minor), 0)
FROM banking_deposit AS deposit
LEFT JOIN banking_deposited_payment AS deposited
    ON deposited.entity_id = %(entity)s AND deposited.deposit_id = deposit.id
LEFT JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.id = deposited.payment_id
WHERE deposit.entity_id = %(entity)s
GROUP BY deposit.id, deposit.number, deposit.amount_minor
HAVING deposit.amount_minor <> coalesce(sum(payment.amount_minor), 0)
