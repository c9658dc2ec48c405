-- Rules of the house.
-- Parameters: entity.
-- Row: id, name, account, text, movement, state, hits, misses.
SELECT rule.id, rule.name, account.code AS account, rule.text, rule.movement,
    rule.state, rule.hits, rule.misses
FROM banking_house_rule AS rule
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = rule.account_id
WHERE rule.entity_id = %(entity)s
ORDER BY rule.id
