-- I-4: what was applied to an item is what is no longer open of it, and no more.
-- Parameters: entity.  Row: subject, detail.
WITH moved AS (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM (
        SELECT credit_id AS item_id, amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s
        UNION ALL
        SELECT debt_id, -amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s
    ) AS side GROUP BY item_id
)
SELECT 'item ' || item.id || ' (' || item.number || ')' AS subject,
    'of ' || item.amount_minor || ', ' || coalesce(moved.amount_minor, 0)
        || ' was applied, and ' || item.open_minor || ' is open' AS detail
FROM receivables_item AS item
LEFT JOIN moved ON moved.item_id = item.id
WHERE item.entity_id = %(entity)s
    AND (item.amount_minor + coalesce(moved.amount_minor, 0) <> item.open_minor
        OR item.open_minor NOT BETWEEN least(0, item.amount_minor)
            AND greatest(0, item.amount_minor))
