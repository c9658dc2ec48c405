-- How many payments there are like {where}, and their sum, by currency.
-- Parameters: entity, and those of {where}.
-- Row: the fields of web.listing.Found.
SELECT count(*) AS count, sum(payment.amount_minor)::bigint AS sum_minor,
    payment.currency
FROM payments_payment AS payment
WHERE payment.entity_id = %(entity)s AND {where}
GROUP BY payment.currency
ORDER BY count(*) DESC, payment.currency
