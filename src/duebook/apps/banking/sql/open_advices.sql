-- Advices with lines that no money was found for yet.
-- Parameters: entity, since.
-- Row: as queries.advices.OpenAdvice.
SELECT advice.id, advice.reference, coalesce(advice.paid_on, advice.at::date) AS "on",
    advice.currency, advice.total_minor, advice.lines::text AS lines_json
FROM banking_advice AS advice
WHERE advice.entity_id = %(entity)s AND advice.lines <> '[]'
    AND coalesce(advice.paid_on, advice.at::date) >= %(since)s
    AND NOT EXISTS (SELECT FROM banking_advice_use AS use
        WHERE use.entity_id = %(entity)s AND use.advice_id = advice.id)
ORDER BY advice.id
