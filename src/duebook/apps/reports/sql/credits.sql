-- What was given up of our claims in a span of days: by whom, and why.
-- Parameters: entity, first, last, kinds (of items).
-- Row: day, number, kind, code, name, reason, person, currency, amount_minor.
SELECT item.effective_on AS day, item.number, replace(item.kind, '_', ' ') AS kind,
    party.code, party.name,
    item.reason, coalesce(held.answered_by, event.actor) AS person,
    item.currency, -item.amount_minor AS amount_minor
FROM receivables_item AS item
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
JOIN audit_event AS event
    ON event.entity_id = %(entity)s AND event.id = item.event_id
LEFT JOIN approvals_held_act AS held
    ON held.entity_id = %(entity)s AND held.carried_out_by_event = event.id
WHERE item.entity_id = %(entity)s
    AND item.effective_on BETWEEN %(first)s AND %(last)s
    AND item.kind = ANY(%(kinds)s)
ORDER BY item.effective_on, item.id
