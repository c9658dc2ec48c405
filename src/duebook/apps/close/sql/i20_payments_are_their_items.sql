-- I-20: every payment and refund is the item that it became, so that no more is
-- given back than was received.  Parameters: entity.  Row: subject, detail.
SELECT 'payment ' || payment.number AS subject,
    'is ' || payment.amount_minor || '; its item ' || coalesce(-item.amount_minor, 0)
    AS detail
FROM payments_payment AS payment
LEFT JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = payment.item_id
WHERE payment.entity_id = %(entity)s
    AND (item.currency, -item.amount_minor)
        IS DISTINCT FROM (payment.currency, payment.amount_minor)
UNION ALL
SELECT 'refund ' || refund.number,
    'is ' || refund.amount_minor || '; its item ' || coalesce(item.amount_minor, 0)
FROM payments_refund AS refund
LEFT JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = refund.item_id
WHERE refund.entity_id = %(entity)s
    AND (item.currency, item.amount_minor)
        IS DISTINCT FROM (refund.currency, refund.amount_minor)
