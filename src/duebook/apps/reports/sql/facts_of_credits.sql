-- What was given up of our claims in a span of days, by whom, and why: the head of other
-- queries.
-- Parameters: entity, first, last, kinds (of items).
-- Row of facts: day, kind, number, document_kind, item_id, party_id, currency, reason,
--      person, amount_minor.
facts AS (
    SELECT item.effective_on AS day, item.kind, item.number,
        item.kind AS document_kind, item.id AS item_id, item.party_id, item.currency,
        item.reason, coalesce(held.answered_by, event.actor) AS person,
        -item.amount_minor AS amount_minor
    FROM receivables_item AS item
    JOIN audit_event AS event
        ON event.entity_id = %(entity)s AND event.id = item.event_id
    LEFT JOIN approvals_held_act AS held
        ON held.entity_id = %(entity)s AND held.carried_out_by_event = event.id
    WHERE item.entity_id = %(entity)s
        AND item.effective_on BETWEEN %(first)s AND %(last)s
        AND item.kind = ANY(%(kinds)s)
)
