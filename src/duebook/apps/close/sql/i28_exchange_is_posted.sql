-- I-28: every exchange difference is an entry of its own, in the entity's currency,
-- and every such entry belongs to an application.
-- Parameters: entity.  Row: subject, detail.
SELECT 'application ' || exchange.application_id AS subject,
    'its exchange difference is ' || exchange.amount_minor || ', its entry moves '
        || coalesce(posted.amount_minor, 0) AS detail
FROM receivables_exchange AS exchange
LEFT JOIN LATERAL (
    SELECT sum(posting.amount_minor) FILTER (WHERE posting.amount_minor > 0)
            AS amount_minor, count(*) AS legs,
        bool_and(posting.currency = entity.currency) AS is_own
    FROM ledger_posting AS posting
    JOIN entities_entity AS entity ON entity.id = %(entity)s
    WHERE posting.entity_id = %(entity)s AND posting.entry_id = exchange.entry_id
) AS posted ON true
WHERE exchange.entity_id = %(entity)s AND exchange.amount_minor <> 0
    AND (posted.amount_minor IS DISTINCT FROM abs(exchange.amount_minor)
        OR posted.legs <> 2 OR NOT posted.is_own)
UNION ALL
SELECT 'entry ' || entry.id, 'is an exchange difference that no application has'
FROM ledger_entry AS entry
WHERE entry.entity_id = %(entity)s AND entry.source_kind = 'exchange'
    AND NOT EXISTS (
        SELECT FROM receivables_exchange AS exchange
        WHERE exchange.entity_id = %(entity)s AND exchange.entry_id = entry.id
            AND exchange.application_id = entry.source_id)
