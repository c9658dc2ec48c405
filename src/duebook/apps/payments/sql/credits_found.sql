-- How many open credits there are like {where}, and what they have left, by currency.
-- Parameters: entity, and those of {where}.
-- Row: the fields of web.listing.Found.
SELECT count(*) AS count, -sum(credit.open_minor)::bigint AS sum_minor, credit.currency
FROM receivables_item AS credit
WHERE credit.entity_id = %(entity)s AND credit.open_minor < 0 AND {where}
GROUP BY credit.currency
ORDER BY count(*) DESC, credit.currency
