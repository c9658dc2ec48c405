-- The ledger account of the bank that a slip took a payment to, unless the slip was
-- taken back.
-- Parameters: entity, payment.
-- Row: account_id.
SELECT bank.account_id
FROM banking_deposited_payment AS deposited
JOIN banking_deposit AS deposit
    ON deposit.entity_id = %(entity)s AND deposit.id = deposited.deposit_id
JOIN banking_account AS bank
    ON bank.entity_id = %(entity)s AND bank.id = deposit.bank_account_id
JOIN ledger_entry AS entry ON entry.entity_id = %(entity)s
    AND entry.source_kind = 'deposit' AND entry.source_id = deposit.id
WHERE deposited.entity_id = %(entity)s AND deposited.payment_id = %(payment)s
    AND NOT EXISTS (
        SELECT FROM ledger_entry AS reversal
        WHERE reversal.entity_id = %(entity)s AND reversal.reverses_id = entry.id)
