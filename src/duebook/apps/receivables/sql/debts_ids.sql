-- The ids of the open debts like {where}.
-- Parameters: entity, size, and those of {where}.
SELECT debt.id
FROM receivables_item AS debt
WHERE debt.entity_id = %(entity)s AND debt.open_minor > 0 AND {where}
ORDER BY debt.id
LIMIT %(size)s
