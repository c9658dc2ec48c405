-- What open credits have left in each control account, and since when the oldest waits.
-- Parameters: entity.
-- Row: the fields of queries.credits.Place.
SELECT coalesce(role.role, '') AS role, placed.currency, placed.left_minor,
    placed.count, placed.oldest_on
FROM (
    SELECT credit.account_id, credit.currency, -sum(credit.open_minor)::bigint
        AS left_minor, count(*) AS count, min(credit.effective_on) AS oldest_on
    FROM receivables_item AS credit
    WHERE credit.entity_id = %(entity)s AND credit.open_minor < 0
    GROUP BY credit.account_id, credit.currency
) AS placed
LEFT JOIN LATERAL (
    SELECT played.role FROM ledger_role_account AS played
    WHERE played.entity_id = %(entity)s AND played.account_id = placed.account_id
    ORDER BY played.role LIMIT 1
) AS role ON true
ORDER BY placed.currency, role.role
