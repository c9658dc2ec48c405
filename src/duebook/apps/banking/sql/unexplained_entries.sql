-- Entries on bank accounts of the ledger, less what bank lines explain of them.
-- What an account's opening balance holds already, and money of another currency than
-- the account's, is nothing that its bank could still show.
-- What waits today is kept; on an earlier day what later lines show waited as well.
-- Parameters: entity, accounts, until (null: now).
-- Row: entry_id, account_id, source_kind, source_id, effective_on, currency,
--      amount_minor, cause, names.
WITH bank AS (
    SELECT id, account_id, currency, opened_on FROM banking_account
    WHERE entity_id = %(entity)s AND account_id = ANY(%(accounts)s)
), waiting AS (
    SELECT part.bank_account_id, part.entry_id, sum(part.amount_minor) AS amount_minor
    FROM (
        SELECT open.bank_account_id, open.entry_id, open.left_minor AS amount_minor
        FROM banking_open_entry AS open
        WHERE open.entity_id = %(entity)s
            AND open.bank_account_id IN (SELECT id FROM bank)
        UNION ALL
        SELECT line.bank_account_id, explanation.entry_id, explanation.amount_minor
        FROM banking_line AS line
        JOIN banking_explanation AS explanation
            ON explanation.entity_id = %(entity)s AND explanation.line_id = line.id
        WHERE line.entity_id = %(entity)s AND line.booked_on > %(until)s::date
            AND line.bank_account_id IN (SELECT id FROM bank)
    ) AS part
    GROUP BY part.bank_account_id, part.entry_id HAVING sum(part.amount_minor) <> 0
)
SELECT entry.id AS entry_id, bank.account_id, entry.source_kind, entry.source_id,
    entry.effective_on, bank.currency, waiting.amount_minor::bigint AS amount_minor,
    entry.cause, array_remove(ARRAY[payment.number, payment.reference, deposit.number,
        refund.number, returned.number, returned.reference, returned.external_key,
        payout.external_id], NULL) AS names
FROM waiting
JOIN bank ON bank.id = waiting.bank_account_id
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = waiting.entry_id
    AND entry.effective_on > bank.opened_on
LEFT JOIN payments_payment AS payment ON payment.entity_id = %(entity)s
    AND entry.source_kind = 'payment' AND payment.id = entry.source_id
LEFT JOIN banking_deposit AS deposit ON deposit.entity_id = %(entity)s
    AND entry.source_kind = 'deposit' AND deposit.id = entry.source_id
LEFT JOIN payments_refund AS refund ON refund.entity_id = %(entity)s
    AND entry.source_kind = 'refund' AND refund.item_id = entry.source_id
LEFT JOIN payments_return AS return ON return.entity_id = %(entity)s
    AND entry.source_kind = 'payment_return' AND return.item_id = entry.source_id
LEFT JOIN payments_payment AS returned
    ON returned.entity_id = %(entity)s AND returned.id = return.payment_id
LEFT JOIN banking_payout AS payout ON payout.entity_id = %(entity)s
    AND entry.source_kind = 'payout' AND payout.id = entry.source_id
WHERE (%(until)s::date IS NULL OR entry.effective_on <= %(until)s)
    AND NOT EXISTS (  -- an entry and its reversal, neither of which a bank showed
        SELECT FROM ledger_entry AS other
        WHERE other.entity_id = %(entity)s
            AND (other.reverses_id = entry.id OR other.id = entry.reverses_id)
            AND (%(until)s::date IS NULL OR other.effective_on <= %(until)s)
            AND other.effective_on > bank.opened_on
            AND NOT EXISTS (
                SELECT FROM banking_explanation AS explanation
                JOIN banking_line AS line
                    ON line.entity_id = %(entity)s AND line.id = explanation.line_id
                    AND line.bank_account_id = bank.id
                WHERE explanation.entity_id = %(entity)s
                    AND explanation.entry_id IN (entry.id, other.id)
                    AND (%(until)s::date IS NULL OR line.booked_on <= %(until)s)
                GROUP BY explanation.entry_id
                HAVING sum(explanation.amount_minor) <> 0))
ORDER BY entry.effective_on, entry.id
