-- The debts that came from another program in a span of days, the largest first.
-- Parameters: entity, first, last, currency, size.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
SELECT item.number, item.kind, party.name AS party, item.document_on AS day,
    item.amount_minor, count(*) OVER () AS items,
    (sum(item.amount_minor) OVER ())::bigint AS sum_minor
FROM receivables_item AS item
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
WHERE item.entity_id = %(entity)s AND item.kind = 'opening' AND item.amount_minor > 0
    AND item.currency = %(currency)s
    AND item.effective_on BETWEEN %(first)s AND %(last)s
ORDER BY item.amount_minor DESC, item.id LIMIT %(size)s
