-- How many refunds there are like {where}, and their sum, by currency.
-- Parameters: entity, and those of {where}.
-- Row: the fields of web.listing.Found.
SELECT count(*) AS count, sum(refund.amount_minor)::bigint AS sum_minor, refund.currency
FROM payments_refund AS refund
WHERE refund.entity_id = %(entity)s AND {where}
GROUP BY refund.currency
ORDER BY count(*) DESC, refund.currency
