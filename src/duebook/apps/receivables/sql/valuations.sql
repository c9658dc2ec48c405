-- The day whose rate each of some items is valued at, or the rate itself.
-- Parameters: entity, items.
-- Row: item_id, currency, valued_on, per_unit (null: the table's rate of the day).
SELECT item.id AS item_id, item.currency,
    coalesce(valuation.valued_on, item.effective_on) AS valued_on,
    valuation.per_unit
FROM receivables_item AS item
LEFT JOIN receivables_valuation AS valuation
    ON valuation.entity_id = %(entity)s AND valuation.item_id = item.id
WHERE item.entity_id = %(entity)s AND item.id = ANY(%(items)s)
