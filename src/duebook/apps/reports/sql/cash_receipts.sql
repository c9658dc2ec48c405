-- Money that came in, was taken back by the bank or was sent back by us.
-- Parameters: those of facts_of_money.sql, its head.
-- Row: day, number, kind, code, name, method, reference, currency, amount_minor.
WITH {facts_of_money}
SELECT fact.day, fact.number, fact.kind, party.code, party.name, fact.method,
    fact.reference, fact.currency, fact.amount_minor
FROM facts AS fact
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = fact.party_id
ORDER BY fact.day, fact.kind, fact.number
