-- Disputes as they are listed, with the debt of each and how it ended.
-- {where}, {order}, {sort}: conditions on, and columns of, dispute.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.listing.Case.
SELECT dispute.id, dispute.number, item.number AS item_number, party.code AS party,
    party.name AS party_name, item.currency, dispute.amount_minor, dispute.category,
    dispute.owner, dispute.opened_on, dispute.due_on,
    coalesce(ended.outcome, '') AS outcome, ended.closed_on, {sort} AS sort_key
FROM disputes_dispute AS dispute
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = dispute.item_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN disputes_outcome AS ended
    ON ended.entity_id = %(entity)s AND ended.dispute_id = dispute.id
WHERE dispute.entity_id = %(entity)s AND {where}
ORDER BY {order}
LIMIT %(size)s
