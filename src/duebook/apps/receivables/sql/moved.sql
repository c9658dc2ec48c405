-- What was put against items, or they were put against, by day, less what was taken back
-- on it; of items of which something was ever taken back.
-- Parameters: entity, items.
-- Row: item_id, total_minor (what the item comes to), effective_on, moved_minor.
WITH side AS (
    SELECT credit_id AS item_id, effective_on, amount_minor, reverses_id
    FROM receivables_application
    WHERE entity_id = %(entity)s AND credit_id = ANY(%(items)s::bigint[])
    UNION ALL
    SELECT debt_id, effective_on, amount_minor, reverses_id
    FROM receivables_application
    WHERE entity_id = %(entity)s AND debt_id = ANY(%(items)s::bigint[])
)
SELECT item.id, abs(item.amount_minor), side.effective_on, sum(side.amount_minor)::bigint
FROM side JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = side.item_id
WHERE side.item_id IN (SELECT item_id FROM side WHERE reverses_id IS NOT NULL)
GROUP BY item.id, item.amount_minor, side.effective_on
