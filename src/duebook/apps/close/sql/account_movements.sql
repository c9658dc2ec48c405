-- What documents move on accounts that hold only documents (undeposited funds, card
-- processor, transfers): each entry, with its reversal, and what its document says.
-- A payment, return or refund says what its item does; a deposit, the payments on its
-- slip; a bank line and a processor's movement are their own word.
-- Parameters: entity, on, accounts.
-- Row: account, entry_id, source_kind, number, cause, effective_on, currency,
--      ledger_minor, told_minor, ledger_ever_minor, told_ever_minor, postings, is_repeat.
WITH booked AS (
    SELECT posting.account_id, posting.currency,
        coalesce(entry.reverses_id, entry.id) AS entry_id,
        coalesce(sum(posting.amount_minor)
            FILTER (WHERE entry.effective_on <= %(on)s), 0) AS on_minor,
        sum(posting.amount_minor) AS ever_minor, count(*) AS postings
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s AND posting.account_id = ANY(%(accounts)s)
    GROUP BY 1, 2, 3
), slips AS (
    SELECT deposit.id, deposit.number, deposit.currency, deposit.deposited_on,
        -sum(payment.amount_minor) AS amount_minor,
        -- a slip is taken back by its reversal, once no payment on it stands
        CASE WHEN count(*) = count(returned.id)
            THEN max(reversal.effective_on) END AS taken_back_on
    FROM banking_deposit AS deposit
    JOIN banking_deposited_payment AS slip
        ON slip.entity_id = %(entity)s AND slip.deposit_id = deposit.id
    JOIN payments_payment AS payment
        ON payment.entity_id = %(entity)s AND payment.id = slip.payment_id
    LEFT JOIN payments_return AS returned
        ON returned.entity_id = %(entity)s AND returned.payment_id = payment.id
    LEFT JOIN ledger_entry AS posted ON posted.entity_id = %(entity)s
        AND posted.source_kind = 'deposit' AND posted.source_id = deposit.id
    LEFT JOIN ledger_entry AS reversal
        ON reversal.entity_id = %(entity)s AND reversal.reverses_id = posted.id
    WHERE deposit.entity_id = %(entity)s
    GROUP BY deposit.id, deposit.number, deposit.currency, deposit.deposited_on
), told AS (
    SELECT booked.account_id, booked.currency, booked.entry_id, said.number,
        CASE WHEN said.effective_on <= %(on)s
            AND (said.taken_back_on IS NULL OR said.taken_back_on > %(on)s)
            THEN said.amount_minor ELSE 0 END AS on_minor,
        CASE WHEN said.taken_back_on IS NULL
            THEN said.amount_minor ELSE 0 END AS ever_minor
    FROM booked
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = booked.entry_id
    JOIN LATERAL (
        SELECT max(item.number) AS number, max(item.effective_on) AS effective_on,
            -sum(item.amount_minor) AS amount_minor, NULL::date AS taken_back_on
        FROM receivables_item AS item
        WHERE item.entity_id = %(entity)s AND item.entry_id = entry.id
            AND entry.source_kind IN (
                'payment', 'payment_return', 'refund', 'refund_return')
        HAVING count(*) > 0
        UNION ALL
        SELECT slips.number, slips.deposited_on, slips.amount_minor,
            slips.taken_back_on
        FROM slips
        WHERE entry.source_kind = 'deposit' AND slips.id = entry.source_id
    ) AS said ON true
    UNION ALL
    SELECT booked.account_id, booked.currency, booked.entry_id, '', booked.on_minor,
        booked.ever_minor
    FROM booked
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = booked.entry_id
    WHERE entry.source_kind IN (
        'bank_line', 'payout', 'processor_fee', 'sent_back', 'bank_opening',
        'bank_opening_corrected')
    UNION ALL  -- slips that no entry posts
    SELECT role.account_id, slips.currency, -slips.id, slips.number,
        CASE WHEN slips.deposited_on <= %(on)s THEN slips.amount_minor ELSE 0 END,
        slips.amount_minor
    FROM slips
    JOIN ledger_role_account AS role ON role.entity_id = %(entity)s
        AND role.role = 'undeposited' AND role.account_id = ANY(%(accounts)s)
    WHERE NOT EXISTS (SELECT FROM ledger_entry AS entry
        WHERE entry.entity_id = %(entity)s AND entry.source_kind = 'deposit'
            AND entry.source_id = slips.id)
)
SELECT account.code AS account, entry_id, coalesce(entry.source_kind, 'deposit')
        AS source_kind,
    coalesce(told.number, '') AS number, coalesce(entry.cause, '') AS cause,
    coalesce(entry.effective_on, %(on)s) AS effective_on, currency,
    coalesce(booked.on_minor, 0)::bigint AS ledger_minor,
    coalesce(told.on_minor, 0)::bigint AS told_minor,
    coalesce(booked.ever_minor, 0)::bigint AS ledger_ever_minor,
    coalesce(told.ever_minor, 0)::bigint AS told_ever_minor,
    coalesce(booked.postings, 0)::int AS postings, false AS is_repeat
FROM booked FULL JOIN told USING (account_id, currency, entry_id)
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = account_id
LEFT JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = entry_id
WHERE %(all)s OR coalesce(booked.on_minor, 0) <> coalesce(told.on_minor, 0)
ORDER BY account.code, currency, entry_id
