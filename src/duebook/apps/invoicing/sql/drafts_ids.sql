-- The ids of drafts like {where}.  Parameters: entity, size, and those of {where}.
SELECT draft.id
FROM invoicing_draft AS draft
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = draft.bill_to_id
WHERE draft.entity_id = %(entity)s AND {where}
ORDER BY 1
LIMIT %(size)s
