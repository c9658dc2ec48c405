-- Where the entries that count at the end of a day, as known at an instant, lie among
-- all: ids rise as days do, but for what was entered late or ahead.
-- Parameters: entity, on, known_at (null: now).
-- Row: first_out (the first id that does not count), last_in (the last that does).
SELECT coalesce(min(id) FILTER (WHERE NOT counts), max(id) + 1, 0) AS first_out,
    coalesce(max(id) FILTER (WHERE counts), 0) AS last_in
FROM (
    SELECT id, effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR at <= %(known_at)s) AS counts
    FROM ledger_entry WHERE entity_id = %(entity)s
) AS entry
