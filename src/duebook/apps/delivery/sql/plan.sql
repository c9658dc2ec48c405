-- Plan deliveries, each once: what was planned before stays as it was.
-- Parameters: entity, at, and one array for each column of a delivery.
-- Rows: the ids of those newly planned.
INSERT INTO delivery_delivery
    (entity_id, channel, subject_kind, subject_id, occasion, recipient, party_id,
     number, language, message_id, state, planned_at, problem, attempts)
SELECT %(entity)s, channel, subject_kind, subject_id, occasion, recipient, party_id,
    number, language, message_id, 'planned', %(at)s, '', 0
FROM unnest(
    %(channel)s::text[], %(subject_kind)s::text[], %(subject_id)s::bigint[],
    %(occasion)s::text[], %(recipient)s::text[], %(party_id)s::bigint[],
    %(number)s::text[], %(language)s::text[], %(message_id)s::text[]
) AS planned (channel, subject_kind, subject_id, occasion, recipient, party_id,
    number, language, message_id)
ON CONFLICT ON CONSTRAINT delivery_is_planned_once DO NOTHING
RETURNING id
