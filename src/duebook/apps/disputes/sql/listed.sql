-- Disputes as they are listed, with the debt of each and how it ended.
-- {where}, {order}, {sort}: conditions on, and columns of, dispute.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.listing.Case.
SELECT dispute.id, dispute.number, item.number AS item_number, party.code AS party,
    party.name AS party_name, item.currency, dispute.amount_minor, dispute.category,
    coalesce(stage.owner, dispute.owner) AS owner, dispute.opened_on,
    CASE WHEN stage.stage IS NULL THEN dispute.due_on ELSE stage.due_on END AS due_on,
    coalesce(stage.stage, '') AS stage,
    coalesce(ended.outcome, '') AS outcome, ended.closed_on, {sort} AS sort_key
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
WHERE dispute.entity_id = %(entity)s AND {where}
ORDER BY {order}
LIMIT %(size)s
