-- I-3: what is open of an item is the sum of the postings that name it, in its
-- account and currency.  Parameters: entity.  Row: subject, detail.
SELECT 'item ' || item.id || ' (' || item.number || ')' AS subject,
    'has ' || item.open_minor || ' open; its postings come to '
        || coalesce(posted.amount_minor, 0) AS detail
FROM receivables_item AS item
LEFT JOIN (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM ledger_posting
    WHERE entity_id = %(entity)s AND item_id IS NOT NULL GROUP BY item_id
) AS posted ON posted.item_id = item.id
WHERE item.entity_id = %(entity)s
    AND item.open_minor <> coalesce(posted.amount_minor, 0)
UNION ALL
SELECT 'posting ' || posting.id, 'does not fit the item it names'
FROM ledger_posting AS posting
LEFT JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = posting.item_id
WHERE posting.entity_id = %(entity)s AND posting.item_id IS NOT NULL
    AND (item.account_id, item.currency)
        IS DISTINCT FROM (posting.account_id, posting.currency)
