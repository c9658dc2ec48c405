-- Explanations of bank lines that were not taken back.
-- Parameters: entity, lines.
-- Row: id, line_id, kind, entry_id, amount_minor, subject_id,
--      is_own.
SELECT explanation.id, explanation.line_id, explanation.kind, explanation.entry_id,
    explanation.amount_minor, explanation.subject_id,
    explanation.kind = 'payment' AND EXISTS (
        SELECT FROM payments_payment AS payment
        WHERE payment.entity_id = %(entity)s AND payment.id = explanation.subject_id
            AND payment.event_id = explanation.event_id) AS is_own
FROM banking_explanation AS explanation
WHERE explanation.entity_id = %(entity)s AND explanation.line_id = ANY(%(lines)s)
    AND explanation.reverses_id IS NULL
    AND NOT EXISTS (
        SELECT FROM banking_explanation AS taken
        WHERE taken.entity_id = %(entity)s AND taken.reverses_id = explanation.id)
ORDER BY explanation.id
