-- What a party owes in each currency, by age; its items come from party_items_*.sql.
-- Parameters: entity, party, on (the day that ages count from).
-- Row: the fields of queries.party.Figures.
WITH item AS ({items})
SELECT item.currency,
    sum(item.open_minor)::bigint AS balance_minor,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0), 0)::bigint
        AS open_minor,
    count(*) FILTER (WHERE item.open_minor > 0) AS debts,
    coalesce(sum(item.contested_minor), 0)::bigint AS contested_minor,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor < 0), 0)::bigint
        AS unapplied_minor,
    count(*) FILTER (WHERE item.open_minor < 0) AS credits,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0
        AND %(on)s::date - item.due_on <= 0), 0)::bigint AS not_due_minor,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0
        AND %(on)s::date - item.due_on BETWEEN 1 AND 30), 0)::bigint AS to_30_minor,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0
        AND %(on)s::date - item.due_on BETWEEN 31 AND 60), 0)::bigint AS to_60_minor,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0
        AND %(on)s::date - item.due_on BETWEEN 61 AND 90), 0)::bigint AS to_90_minor,
    coalesce(sum(item.open_minor) FILTER (WHERE item.open_minor > 0
        AND %(on)s::date - item.due_on > 90), 0)::bigint AS older_minor
FROM item
GROUP BY item.currency
ORDER BY count(*) DESC, item.currency
