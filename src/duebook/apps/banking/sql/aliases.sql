-- How banks name parties.
-- Parameters: entity, party (a code; empty: all).
-- Row: id, party, name, kind, value, hits.
SELECT alias.id, party.code AS party, party.name, alias.kind, alias.value, alias.hits
FROM banking_alias AS alias
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = alias.party_id
WHERE alias.entity_id = %(entity)s AND (%(party)s = '' OR party.code = %(party)s)
ORDER BY party.sort_name, alias.kind, alias.value, alias.id
