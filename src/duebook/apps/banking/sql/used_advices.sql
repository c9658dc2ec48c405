-- Advices that were used for lines, whatever became of the match.
-- Parameters: entity, lines.
-- Row: line_id, part, lines_json.
SELECT use.line_id, use.part, advice.lines::text AS lines_json
FROM banking_advice_use AS use
JOIN banking_advice AS advice
    ON advice.entity_id = %(entity)s AND advice.id = use.advice_id
WHERE use.entity_id = %(entity)s AND use.line_id = ANY(%(lines)s)
ORDER BY use.id
