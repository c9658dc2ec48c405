-- I-27: what is contested of every item is the sum of its contests.
-- Parameters: entity.  Row: subject, detail.
SELECT 'item ' || coalesce(item.number, contested.item_id::text) AS subject,
    'says ' || coalesce(item.contested_minor, 0) || '; its contests come to '
        || coalesce(contested.amount_minor, 0) AS detail
FROM (
    SELECT id, number, contested_minor FROM receivables_item
    WHERE entity_id = %(entity)s AND contested_minor <> 0
) AS item
FULL JOIN (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM receivables_contest
    WHERE entity_id = %(entity)s GROUP BY item_id HAVING sum(amount_minor) <> 0
) AS contested ON contested.item_id = item.id
WHERE coalesce(item.contested_minor, 0) <> coalesce(contested.amount_minor, 0)
