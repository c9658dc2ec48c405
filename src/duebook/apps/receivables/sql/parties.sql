-- Parties as they are listed, with what each owes in its own currency.
-- Only those shown are joined: an index gives their order.
-- {where}, {order}, {sort}: conditions on, and columns of, party.
-- Parameters: entity, size, today, due_from and due_to (which days due count as open),
-- and those of {where}.
-- Row: the fields of queries.parties_list.Owing.
WITH shown AS MATERIALIZED (
    SELECT party.id, {sort} AS sort_key
    FROM parties_party AS party
    WHERE party.entity_id = %(entity)s AND party.merged_into_id IS NULL AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT party.id, party.code, party.name, coalesce(playing.roles, '') AS roles,
    party.currency, party.hold_reason, party.is_active,
    coalesce(owed.open_minor, 0)::bigint AS open_minor,
    coalesce(owed.overdue_minor, 0)::bigint AS overdue_minor,
    coalesce(owed.contested_minor, 0)::bigint AS contested_minor,
    coalesce(owed.unapplied_minor, 0)::bigint AS unapplied_minor,
    owed.oldest_on, paid.received_on AS last_paid_on, shown.sort_key
FROM shown
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = shown.id
LEFT JOIN LATERAL (
    SELECT string_agg(held.role, ', ' ORDER BY held.role) AS roles
    FROM parties_role AS held
    WHERE held.entity_id = %(entity)s AND held.party_id = party.id
) AS playing ON true
LEFT JOIN LATERAL (
    SELECT sum(item.open_minor) FILTER (WHERE item.open_minor > 0
            AND item.due_on BETWEEN %(due_from)s AND %(due_to)s) AS open_minor,
        sum(item.open_minor) FILTER (WHERE item.open_minor > 0
            AND item.due_on BETWEEN %(due_from)s AND %(due_to)s
            AND item.due_on < %(today)s) AS overdue_minor,
        sum(least(item.contested_minor, item.open_minor)) FILTER (
            WHERE item.open_minor > 0
            AND item.due_on BETWEEN %(due_from)s AND %(due_to)s) AS contested_minor,
        -sum(item.open_minor) FILTER (WHERE item.open_minor < 0) AS unapplied_minor,
        min(item.due_on) FILTER (WHERE item.open_minor > 0
            AND item.due_on BETWEEN %(due_from)s AND %(due_to)s) AS oldest_on
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.party_id = party.id
        AND item.open_minor <> 0 AND item.currency = party.currency
) AS owed ON true
LEFT JOIN LATERAL (
    SELECT payment.received_on
    FROM payments_payment AS payment
    WHERE payment.entity_id = %(entity)s AND payment.party_id = party.id
    ORDER BY payment.received_on DESC
    LIMIT 1
) AS paid ON true
ORDER BY {order}
