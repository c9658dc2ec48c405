-- What a period holds: entries, charges billed and excused, numbers by kind.
-- Parameters: entity, first, last.  Row: what, count, lowest, highest.
SELECT 'entries' AS what, count(*) AS count, '' AS lowest, '' AS highest
FROM ledger_entry
WHERE entity_id = %(entity)s AND effective_on BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT CASE WHEN is_billable THEN 'billed' ELSE 'excused' END, count(*), '', ''
FROM invoicing_charge AS charge
WHERE charge.entity_id = %(entity)s
    AND charge.service_on BETWEEN %(first)s AND %(last)s
    AND (NOT charge.is_billable OR EXISTS (SELECT FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id))
GROUP BY 1
UNION ALL
SELECT 'numbers', count(*), min(number), max(number)
FROM invoicing_document
WHERE entity_id = %(entity)s AND issued_on BETWEEN %(first)s AND %(last)s
GROUP BY kind
