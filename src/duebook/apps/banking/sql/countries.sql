-- How many accounts of payers were learned in each country; empty where the number
-- tells none.
-- Parameters: entity.
-- Row: country, accounts.
SELECT coalesce(substring(alias.value FROM '^\s*([A-Z]{2})[0-9]{2}'), '') AS country,
    count(*) AS accounts
FROM banking_alias AS alias
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = alias.party_id
    AND party.merged_into_id IS NULL AND party.code <> '(unidentified)'
WHERE alias.entity_id = %(entity)s AND alias.kind = 'account'
GROUP BY 1
