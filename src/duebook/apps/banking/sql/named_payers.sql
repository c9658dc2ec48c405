-- Parties of whose names, or of the names that were learned, a word begins so, and
-- those that were learned to have one of some accounts.
-- Parameters: entity, blocks, accounts.
-- Row: id.
SELECT party.id FROM parties_party AS party
WHERE party.entity_id = %(entity)s AND party.name_blocks && %(blocks)s::text[]
UNION
SELECT alias.party_id FROM banking_alias AS alias
WHERE alias.entity_id = %(entity)s AND alias.kind = 'name'
    AND alias.name_blocks && %(blocks)s::text[]
UNION
SELECT alias.party_id FROM banking_alias AS alias
WHERE alias.entity_id = %(entity)s AND alias.kind = 'account'
    AND alias.account_key = ANY(%(accounts)s::text[])
