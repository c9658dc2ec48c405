-- Entries on bank accounts of the ledger, less what bank lines explain of them.
-- What an account's opening balance holds already, and money of another currency than
-- the account's, is nothing that its bank could still show.
-- Parameters: entity, accounts, until (null: now).
-- Row: entry_id, account_id, source_kind, source_id, effective_on, currency,
--      amount_minor, cause, names.
WITH booked AS (
    SELECT posting.entry_id, posting.account_id, posting.currency,
        sum(posting.amount_minor) AS amount_minor
    FROM ledger_posting AS posting
    WHERE posting.entity_id = %(entity)s AND posting.account_id = ANY(%(accounts)s)
    GROUP BY posting.entry_id, posting.account_id, posting.currency
), explained AS (  -- of one entry between two banks, each shows its own side
    SELECT explanation.entry_id, bank.account_id,
        sum(explanation.amount_minor) AS amount_minor
    FROM banking_explanation AS explanation
    JOIN banking_line AS line
        ON line.entity_id = %(entity)s AND line.id = explanation.line_id
    JOIN banking_account AS bank
        ON bank.entity_id = %(entity)s AND bank.id = line.bank_account_id
        AND bank.account_id = ANY(%(accounts)s)
    WHERE explanation.entity_id = %(entity)s
        AND (%(until)s::date IS NULL OR line.booked_on <= %(until)s)
    GROUP BY explanation.entry_id, bank.account_id
)
SELECT entry.id AS entry_id, booked.account_id, entry.source_kind, entry.source_id,
    entry.effective_on, booked.currency,
    (booked.amount_minor - coalesce(explained.amount_minor, 0))::bigint AS amount_minor,
    entry.cause, array_remove(ARRAY[payment.number, payment.reference, deposit.number,
        refund.number, returned.number, returned.reference, returned.external_key,
        payout.external_id], NULL) AS names
FROM booked
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = booked.entry_id
JOIN banking_account AS bank ON bank.entity_id = %(entity)s
    AND bank.account_id = booked.account_id AND bank.currency = booked.currency
    AND bank.opened_on < entry.effective_on
LEFT JOIN explained ON explained.entry_id = booked.entry_id
    AND explained.account_id = booked.account_id
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
WHERE booked.amount_minor <> coalesce(explained.amount_minor, 0)
    AND (%(until)s::date IS NULL OR entry.effective_on <= %(until)s)
    AND NOT EXISTS (  -- an entry and its reversal, neither of which a bank showed
        SELECT FROM ledger_entry AS other
        WHERE other.entity_id = %(entity)s
            AND (other.reverses_id = entry.id OR other.id = entry.reverses_id)
            AND (%(until)s::date IS NULL OR other.effective_on <= %(until)s)
            AND bank.opened_on < other.effective_on
            AND coalesce(explained.amount_minor, 0) = 0
            AND NOT EXISTS (
                SELECT FROM explained AS shown
                WHERE shown.entry_id = other.id
                    AND shown.account_id = booked.account_id
                    AND shown.amount_minor <> 0))
ORDER BY entry.effective_on, entry.id
