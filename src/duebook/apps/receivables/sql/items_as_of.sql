-- Items with what was open of them at the end of a day, as known at an instant.
-- Parameters: entity, on, known_at (null: now), parties (null: all).
-- Row: id, party_id, kind, number, document_id, currency, account_role, amount_minor,
--      open_minor, document_on, due_on, effective_on, contested_minor.
WITH later AS MATERIALIZED (
    SELECT side.item_id, sum(side.amount_minor) AS amount_minor FROM (
        SELECT debt_id AS item_id, amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
        UNION ALL
        SELECT credit_id, -amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
    ) AS side GROUP BY side.item_id
), contested AS (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM receivables_contest
    WHERE entity_id = %(entity)s AND effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR at <= %(known_at)s)
    GROUP BY item_id
), playing AS (  -- an account may play two roles, or none any more: an item is one row
    SELECT account_id, min(role) AS role FROM ledger_role_account
    WHERE entity_id = %(entity)s GROUP BY account_id
)
SELECT item.id, item.party_id, item.kind, item.number, item.document_id, item.currency,
    coalesce(playing.role, '') AS account_role, item.amount_minor,
    (item.open_minor + coalesce(later.amount_minor, 0))::bigint AS open_minor,
    item.document_on, item.due_on, item.effective_on,
    least(coalesce(contested.amount_minor, 0),
        greatest(item.open_minor + coalesce(later.amount_minor, 0), 0)
    )::bigint AS contested_minor
FROM receivables_item AS item
LEFT JOIN playing ON playing.account_id = item.account_id
LEFT JOIN later ON later.item_id = item.id
LEFT JOIN contested ON contested.item_id = item.id
WHERE item.entity_id = %(entity)s AND item.effective_on <= %(on)s
    AND (%(known_at)s::timestamptz IS NULL OR item.at <= %(known_at)s)
    AND (%(parties)s::bigint[] IS NULL OR item.party_id = ANY(%(parties)s))
    AND item.open_minor + coalesce(later.amount_minor, 0) <> 0
ORDER BY item.party_id, item.due_on, item.id
