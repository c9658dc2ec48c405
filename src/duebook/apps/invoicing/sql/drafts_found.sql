-- How many drafts like {where} wait, by currency.
-- Parameters: entity, and those of {where}.  Row: web.listing.Found; a draft's sum is
-- known when it is reckoned.
SELECT count(*) AS count, NULL::bigint AS sum_minor, draft.currency
FROM invoicing_draft AS draft
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = draft.bill_to_id
WHERE draft.entity_id = %(entity)s
    AND NOT EXISTS (
        SELECT FROM invoicing_charge AS charge
        JOIN invoicing_line AS line
            ON line.entity_id = %(entity)s AND line.charge_id = charge.id
        WHERE charge.entity_id = %(entity)s AND charge.draft_id = draft.id
    )
    AND {where}
GROUP BY draft.currency
