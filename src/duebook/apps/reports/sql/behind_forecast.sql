-- The open debts of some parties and due days, the largest first.
-- Parameters: those of open_debts.sql, its head; currency, parties and dues (arrays side
--      by side), size.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {debts}
SELECT item.number, item.kind, party.name AS party, debt.due_on AS day,
    debt.amount_minor, count(*) OVER () AS items,
    (sum(debt.amount_minor) OVER ())::bigint AS sum_minor
FROM debts AS debt
JOIN unnest(%(parties)s::bigint[], %(dues)s::date[]) AS asked (party_id, due_on)
    USING (party_id, due_on)
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = debt.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = debt.party_id
WHERE debt.currency = %(currency)s
ORDER BY debt.amount_minor DESC, item.id LIMIT %(size)s
