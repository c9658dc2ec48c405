-- I-1: each entry balances in its currency and has two legs or more.
-- Parameters: entity.  Row: subject, detail.
SELECT 'entry ' || entry.id AS subject,
    CASE WHEN count(posting.id) < 2 THEN 'has ' || count(posting.id) || ' postings'
        ELSE 'is out by ' || sum(posting.amount_minor) END AS detail
FROM ledger_entry AS entry
LEFT JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
WHERE entry.entity_id = %(entity)s
GROUP BY entry.id, posting.currency
HAVING count(posting.id) < 2 OR sum(posting.amount_minor) <> 0
UNION ALL
SELECT 'posting ' || posting.id, 'belongs to no entry'
FROM ledger_posting AS posting
WHERE posting.entity_id = %(entity)s AND NOT EXISTS (
    SELECT FROM ledger_entry AS entry
    WHERE entry.entity_id = %(entity)s AND entry.id = posting.entry_id)
