-- I-5: a document is the sum of its lines and taxes, to the unit.
-- Parameters: entity.  Row: subject, detail.
WITH lines AS (
    SELECT document_id, sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor
    FROM invoicing_line WHERE entity_id = %(entity)s GROUP BY document_id
), taxes AS (
    SELECT document_id, sum(tax_minor) AS tax_minor
    FROM invoicing_document_tax WHERE entity_id = %(entity)s GROUP BY document_id
)
SELECT 'document ' || document.number AS subject,
    'says ' || document.net_minor || ' + ' || document.tax_minor || '; its lines say '
        || coalesce(lines.net_minor, 0) || ' + ' || coalesce(lines.tax_minor, 0)
        || ', its taxes ' || coalesce(taxes.tax_minor, 0) AS detail
FROM invoicing_document AS document
LEFT JOIN lines ON lines.document_id = document.id
LEFT JOIN taxes ON taxes.document_id = document.id
WHERE document.entity_id = %(entity)s
    AND (document.net_minor, document.tax_minor, document.tax_minor)
        IS DISTINCT FROM (lines.net_minor, lines.tax_minor, taxes.tax_minor)
