-- I-18: row security is forced on every table of an entity, and the app may not
-- pass it.  Parameters: entity.  Row: subject, detail.
SELECT 'table ' || class.relname AS subject, 'has no forced row security' AS detail
FROM pg_class AS class
JOIN pg_attribute AS attribute
    ON attribute.attrelid = class.oid AND attribute.attname = 'entity_id'
WHERE class.relkind = 'r' AND class.relnamespace = 'public'::regnamespace
    AND NOT (class.relrowsecurity AND class.relforcerowsecurity)
    AND %(entity)s IS NOT NULL
UNION ALL
SELECT 'role ' || rolname, 'may pass row security'
FROM pg_roles WHERE rolname = 'duebook_app' AND (rolsuper OR rolbypassrls)
