-- Drafts that wait to be issued, as their list shows them.
-- Parameters: entity, size, and those of {where}.  Row: queries.drafts_list.ListedDraft.
SELECT draft.id, draft.kind, draft.currency, party.code AS party, party.name, draft.po,
    coalesce(held.lines, 0) AS lines, held.first_on, held.last_on, draft.changed_by,
    draft.changed_at, {sort} AS sort_key
FROM invoicing_draft AS draft
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = draft.bill_to_id
LEFT JOIN LATERAL (
    SELECT count(*) AS lines, min(charge.service_on) AS first_on,
        max(charge.service_on) AS last_on
    FROM invoicing_charge AS charge
    WHERE charge.entity_id = %(entity)s AND charge.draft_id = draft.id
) AS held ON true
WHERE draft.entity_id = %(entity)s
    AND NOT EXISTS (
        SELECT FROM invoicing_charge AS charge
        JOIN invoicing_line AS line
            ON line.entity_id = %(entity)s AND line.charge_id = charge.id
        WHERE charge.entity_id = %(entity)s AND charge.draft_id = draft.id
    )
    AND {where}
ORDER BY {order}
LIMIT %(size)s
