-- How many debts are open in some currencies.
-- Parameters: entity, currencies.
-- Row: count.
SELECT count(*) FROM receivables_item
WHERE entity_id = %(entity)s AND open_minor > 0 AND currency = ANY(%(currencies)s)
