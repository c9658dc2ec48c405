-- What was given up of our claims in a span of days: by whom, and why.
-- Parameters: those of facts_of_credits.sql, its head.
-- Row: day, number, kind, code, name, reason, person, currency, amount_minor.
WITH {facts_of_credits}
SELECT fact.day, fact.number, replace(fact.kind, '_', ' ') AS kind, party.code,
    party.name, fact.reason, fact.person, fact.currency, fact.amount_minor
FROM facts AS fact
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = fact.party_id
ORDER BY fact.day, fact.item_id
