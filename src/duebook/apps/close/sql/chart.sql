-- The accounts of the chart, with the role that tells what an account is for.
-- Parameters: entity.  Row: code, name, kind, role.
SELECT account.code, account.name, account.kind, coalesce(min(role.role), '') AS role
FROM ledger_account AS account
LEFT JOIN ledger_role_account AS role
    ON role.entity_id = %(entity)s AND role.account_id = account.id
WHERE account.entity_id = %(entity)s
GROUP BY account.code, account.name, account.kind ORDER BY account.code
