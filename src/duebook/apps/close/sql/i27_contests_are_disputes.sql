-- I-27: what is contested of every item is what its open disputes say.
-- Parameters: entity.  Row: subject, detail.
SELECT 'item ' || coalesce(contested.item_id, disputed.item_id) AS subject,
    'its contests come to ' || coalesce(contested.amount_minor, 0)
        || '; its open disputes to ' || coalesce(disputed.amount_minor, 0) AS detail
FROM (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM receivables_contest
    WHERE entity_id = %(entity)s GROUP BY item_id HAVING sum(amount_minor) <> 0
) AS contested
FULL JOIN (
    SELECT dispute.item_id, sum(dispute.amount_minor) AS amount_minor
    FROM disputes_dispute AS dispute
    WHERE dispute.entity_id = %(entity)s AND NOT EXISTS (
        SELECT FROM disputes_outcome AS outcome
        WHERE outcome.entity_id = %(entity)s AND outcome.dispute_id = dispute.id)
    GROUP BY dispute.item_id
) AS disputed ON disputed.item_id = contested.item_id
WHERE contested.amount_minor IS DISTINCT FROM disputed.amount_minor
