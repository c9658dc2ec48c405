-- Facts of one table that differ from what their event recorded.
-- Parameters: entity, table.  Row: table_name, event_id, what.
WITH told AS (
    SELECT event_id, first_id, last_id, row_count, digest FROM audit_fact
    WHERE entity_id = %(entity)s AND table_name = %(table)s
), found AS (
    SELECT told.event_id, told.first_id, count(*) AS row_count,
        sha256(convert_to(
            string_agg(ROW({columns})::text, E'\n' ORDER BY fact.id), 'UTF8')) AS digest
    FROM {table} AS fact
    LEFT JOIN told ON told.event_id = fact.event_id
        AND fact.id BETWEEN told.first_id AND told.last_id
    WHERE fact.entity_id = %(entity)s
    GROUP BY told.event_id, told.first_id
)
SELECT %(table)s AS table_name, coalesce(told.event_id, 0) AS event_id, CASE
    WHEN told.event_id IS NULL THEN 'rows that no event wrote'
    WHEN found.row_count IS NULL OR found.row_count < told.row_count THEN 'rows are missing'
    WHEN found.row_count > told.row_count THEN 'rows were added'
    ELSE 'rows were changed' END AS what
FROM told FULL JOIN found USING (event_id, first_id)
WHERE told.digest IS DISTINCT FROM found.digest
ORDER BY event_id
