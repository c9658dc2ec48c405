-- Entries by hand of some days, in the order they were posted.
-- Parameters: entity, first, last.
-- Row: entry_id, effective_on, person, reason, point, difference, currency,
--      amount_minor (debits), legs (in words), reversed_by.
SELECT manual.entry_id, entry.effective_on, manual.person, manual.reason, manual.point,
    manual.difference, min(posting.currency) AS currency,
    sum(greatest(posting.amount_minor, 0))::bigint AS amount_minor,
    string_agg(account.code || CASE WHEN posting.amount_minor > 0
        THEN ' debit ' ELSE ' credit ' END || abs(posting.amount_minor), ', '
        ORDER BY posting.id) AS legs,
    (SELECT reversal.id FROM ledger_entry AS reversal
        WHERE reversal.entity_id = %(entity)s
            AND reversal.reverses_id = entry.id) AS reversed_by
FROM close_manual_entry AS manual
JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = manual.entry_id
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = posting.account_id
WHERE manual.entity_id = %(entity)s
    AND entry.effective_on BETWEEN %(first)s AND %(last)s
GROUP BY manual.id, entry.id, manual.entry_id, entry.effective_on, manual.person,
    manual.reason, manual.point, manual.difference
ORDER BY manual.id
