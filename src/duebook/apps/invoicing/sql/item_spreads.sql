-- How the quantities of each item fell lately, read off the last lines written.
-- Parameters: entity.  Row: item_id, count, lower, median, upper, largest.
WITH lately AS (
    SELECT line.item_id, line.quantity FROM invoicing_line AS line
    WHERE line.entity_id = %(entity)s ORDER BY line.id DESC LIMIT 20000
)
SELECT item_id, count(*),
    percentile_cont(0.25) WITHIN GROUP (ORDER BY quantity),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity),
    percentile_cont(0.75) WITHIN GROUP (ORDER BY quantity), max(quantity)
FROM lately WHERE item_id IS NOT NULL GROUP BY item_id
