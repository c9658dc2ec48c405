-- Deposit slips, the last first, and whether a bank line shows each.
-- Parameters: entity, number (empty: all), size.
-- Row: id, number, bank_account, deposited_on, currency, amount_minor, payments,
--      line_id.
SELECT deposit.id, deposit.number, account.name AS bank_account,
    deposit.deposited_on, deposit.currency, deposit.amount_minor,
    (SELECT count(*) FROM banking_deposited_payment AS deposited
        WHERE deposited.entity_id = %(entity)s AND deposited.deposit_id = deposit.id
    )::int AS payments,
    (SELECT explanation.line_id FROM banking_explanation AS explanation
        WHERE explanation.entity_id = %(entity)s AND explanation.kind = 'deposit'
            AND explanation.subject_id = deposit.id
            AND explanation.reverses_id IS NULL
            AND NOT EXISTS (
                SELECT FROM banking_explanation AS taken
                WHERE taken.entity_id = %(entity)s
                    AND taken.reverses_id = explanation.id)
        ORDER BY explanation.id DESC LIMIT 1) AS line_id
FROM banking_deposit AS deposit
JOIN banking_account AS account
    ON account.entity_id = %(entity)s AND account.id = deposit.bank_account_id
WHERE deposit.entity_id = %(entity)s
    AND (%(number)s = '' OR deposit.number = %(number)s)
ORDER BY deposit.deposited_on DESC, deposit.id DESC LIMIT %(size)s
