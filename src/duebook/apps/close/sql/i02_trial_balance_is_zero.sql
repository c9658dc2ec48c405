-- I-2: the balances of all accounts cancel out, currency by currency.
-- Parameters: entity.  Row: subject, detail.
SELECT currency AS subject, 'the trial balance is out by ' || sum(amount_minor) AS detail
FROM ledger_posting WHERE entity_id = %(entity)s
GROUP BY currency HAVING sum(amount_minor) <> 0
