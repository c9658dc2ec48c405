-- How many billing runs there are like {where}.
-- Parameters: entity, currency, and those of {where}.  Row: web.listing.Found.
SELECT count(*) AS count, NULL::bigint AS sum_minor, %(currency)s AS currency
FROM invoicing_billing_run AS run
WHERE run.entity_id = %(entity)s AND {where}
