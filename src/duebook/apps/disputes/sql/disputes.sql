-- Disputes, the newest first, with the debt that each is about and how it ended.
-- The credit note is the one that the act which ended it issued.
-- Parameters: entity, numbers and items (null: all), only_open (true or false), before
-- (an id, null: from the newest), size (null: all).
-- Row: the fields of queries.Dispute.
SELECT dispute.id, dispute.number, dispute.item_id, item.number AS item_number,
    party.code AS party, party.name AS party_name, item.currency,
    dispute.amount_minor, dispute.category, dispute.reason,
    coalesce(stage.owner, dispute.owner) AS owner,
    dispute.opened_on,
    CASE WHEN stage.stage IS NULL THEN dispute.due_on ELSE stage.due_on END AS due_on,
    coalesce(stage.stage, '') AS stage,
    coalesce(stage.reason, '') AS stage_reason, coalesce(ended.outcome, '') AS outcome,
    coalesce(ended.reason, '') AS outcome_reason, ended.closed_on,
    coalesce(note.number, '') AS credit_note
FROM disputes_dispute AS dispute
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = dispute.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN LATERAL (
    SELECT moved.stage, moved.owner, moved.due_on, moved.reason
    FROM disputes_stage AS moved
    WHERE moved.entity_id = %(entity)s AND moved.dispute_id = dispute.id
    ORDER BY moved.id DESC
    LIMIT 1
) AS stage ON true
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
