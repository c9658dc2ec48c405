-- What payers are known to leave out.
-- Parameters: entity.
-- Row: code, party, why, rate_bp, limit_minor, is_automatic.
SELECT deduction.code, coalesce(party.code, '') AS party, deduction.why,
    deduction.rate_bp, deduction.limit_minor, deduction.is_automatic
FROM banking_deduction AS deduction
LEFT JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = deduction.party_id
WHERE deduction.entity_id = %(entity)s
ORDER BY deduction.code, party.code NULLS FIRST
