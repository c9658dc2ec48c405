-- I-25: what is explained of a bank line is what its explanations say, and those of
-- an entry are no more than it posts on the bank's ledger account; the rest of it
-- waits for the bank.
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
UNION ALL
SELECT 'entry ' || waiting.entry_id,
    'is said to wait for the bank with ' || waiting.said_minor
        || '; its postings less explanations are ' || waiting.told_minor
FROM (
    SELECT part.bank_account_id, part.entry_id, sum(part.said_minor) AS said_minor,
        sum(part.told_minor) AS told_minor
    FROM (
        SELECT open.bank_account_id, open.entry_id, open.left_minor AS said_minor,
            0 AS told_minor
        FROM banking_open_entry AS open WHERE open.entity_id = %(entity)s
        UNION ALL
        SELECT account.id, posting.entry_id, 0, posting.amount_minor
        FROM banking_account AS account
        JOIN ledger_posting AS posting ON posting.entity_id = %(entity)s
            AND posting.account_id = account.account_id
            AND posting.currency = account.currency
        WHERE account.entity_id = %(entity)s
        UNION ALL
        SELECT line.bank_account_id, explanation.entry_id, 0,
            -explanation.amount_minor
        FROM banking_explanation AS explanation
        JOIN banking_line AS line
            ON line.entity_id = %(entity)s AND line.id = explanation.line_id
        WHERE explanation.entity_id = %(entity)s
    ) AS part
    GROUP BY part.bank_account_id, part.entry_id
    HAVING sum(part.said_minor) <> sum(part.told_minor)
) AS waiting
JOIN banking_account AS account
    ON account.entity_id = %(entity)s AND account.id = waiting.bank_account_id
JOIN ledger_entry AS entry  -- what the opening balance holds waits for nothing
    ON entry.entity_id = %(entity)s AND entry.id = waiting.entry_id
    AND entry.effective_on > account.opened_on
