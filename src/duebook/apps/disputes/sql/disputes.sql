-- Disputes, the newest first, with the debt that each is about and how it ended.
-- The credit note is the one that the act which ended it issued.
-- Parameters: entity, numbers and items (null: all), only_open (true or false), before
-- (an id, null: from the newest), size (null: all).
-- Row: the fields of queries.Dispute.
SELECT dispute.id, dispute.number, dispute.item_id, item.number AS item_number,
    party.code AS party, party.name AS party_name, item.currency,
    dispute.amount_minor, dispute.category, dispute.reason, dispute.owner,
    dispute.opened_on, dispute.due_on, coalesce(ended.outcome, '') AS outcome,
    coalesce(ended.reason, '') AS outcome_reason, ended.closed_on,
    coalesce(note.number, '') AS credit_note
FROM disputes_dispute AS dispute
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = dispute.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN disputes_outcome AS ended
    ON ended.entity_id = %(entity)s AND ended.dispute_id = dispute.id
LEFT JOIN LATERAL (
    SELECT credit.number
    FROM receivables_item AS credit
    WHERE credit.entity_id = %(entity)s AND credit.party_id = item.party_id
        AND credit.kind = 'credit_note' AND credit.event_id = ended.event_id
    ORDER BY credit.id
    LIMIT 1
) AS note ON true
WHERE dispute.entity_id = %(entity)s
    AND (%(numbers)s::text[] IS NULL OR dispute.number = ANY(%(numbers)s))
    AND (%(items)s::bigint[] IS NULL OR dispute.item_id = ANY(%(items)s))
    AND (NOT %(only_open)s OR ended.id IS NULL)
    AND (%(before)s::bigint IS NULL OR dispute.id < %(before)s)
ORDER BY dispute.id DESC
LIMIT %(size)s
