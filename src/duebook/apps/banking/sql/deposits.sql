-- Deposit slips, the last first, and whether a bank line shows each.  Only those shown
-- are joined; a bank line explains the entry of a slip.
-- Parameters: entity, number (empty: all), size.
-- Row: id, number, bank_account, account_id, deposited_on, currency, amount_minor, payments,
--      line_id, is_lockbox, entry_id, is_taken_back.
WITH shown AS MATERIALIZED (
    SELECT slip.id
    FROM banking_deposit AS slip
    WHERE slip.entity_id = %(entity)s
        AND (%(number)s = '' OR slip.number = %(number)s)
    ORDER BY slip.deposited_on DESC, slip.id DESC
    LIMIT %(size)s
)
SELECT deposit.id, deposit.number, account.name AS bank_account, account.account_id,
    deposit.deposited_on, deposit.currency, deposit.amount_minor,
    (SELECT count(*) FROM banking_deposited_payment AS deposited
        WHERE deposited.entity_id = %(entity)s AND deposited.deposit_id = deposit.id
    )::int AS payments,
    (SELECT explanation.line_id FROM banking_explanation AS explanation
        WHERE explanation.entity_id = %(entity)s AND explanation.kind = 'deposit'
            AND explanation.entry_id = entry.id
            AND explanation.reverses_id IS NULL
            AND NOT EXISTS (
                SELECT FROM banking_explanation AS taken
                WHERE taken.entity_id = %(entity)s
                    AND taken.reverses_id = explanation.id)
        ORDER BY explanation.id DESC LIMIT 1) AS line_id,
    EXISTS (
        SELECT FROM banking_lockbox_slip AS slip
        WHERE slip.entity_id = %(entity)s AND slip.deposit_id = deposit.id
    ) AS is_lockbox,
    entry.id AS entry_id, EXISTS (
        SELECT FROM ledger_entry AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = entry.id
    ) AS is_taken_back
FROM shown
JOIN banking_deposit AS deposit
    ON deposit.entity_id = %(entity)s AND deposit.id = shown.id
JOIN banking_account AS account
    ON account.entity_id = %(entity)s AND account.id = deposit.bank_account_id
CROSS JOIN LATERAL (
    SELECT one.id
    FROM ledger_entry AS one
    WHERE one.entity_id = %(entity)s AND one.source_kind = 'deposit'
        AND one.source_id = deposit.id
    LIMIT 1
) AS entry
ORDER BY deposit.deposited_on DESC, deposit.id DESC
