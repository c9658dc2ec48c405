-- I-4: at the end of no day is more applied to an item than it comes to, or less than nothing.
-- Parameters: entity.  Row: subject, detail.
WITH moved AS (
    SELECT item_id, effective_on, sum(amount_minor) AS amount_minor FROM (
        SELECT credit_id AS item_id, effective_on, amount_minor
        FROM receivables_application WHERE entity_id = %(entity)s
        UNION ALL
        SELECT debt_id, effective_on, amount_minor
        FROM receivables_application WHERE entity_id = %(entity)s
    ) AS side GROUP BY item_id, effective_on
), applied AS (
    SELECT item_id, effective_on,
        sum(amount_minor) OVER (PARTITION BY item_id ORDER BY effective_on) AS amount_minor
    FROM moved
)
SELECT 'item ' || item.id || ' (' || item.number || ')' AS subject,
    'of ' || abs(item.amount_minor) || ', ' || applied.amount_minor
        || ' was applied by the end of ' || applied.effective_on AS detail
FROM applied
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = applied.item_id
WHERE applied.amount_minor NOT BETWEEN 0 AND abs(item.amount_minor)
