-- What dimensions of facts are found in.
-- The planner leaves out a join from which nothing is asked: each finds one row at most.
LEFT JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = fact.party_id
