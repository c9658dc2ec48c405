-- How many disputes there are like {where}, and what they contest.
-- Parameters: entity, and those of {where}.
-- Row: count, sum_minor, currency.
SELECT count(*) AS count, sum(dispute.amount_minor)::bigint AS sum_minor, item.currency
FROM disputes_dispute AS dispute
JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = dispute.item_id
WHERE dispute.entity_id = %(entity)s AND {where}
GROUP BY item.currency
ORDER BY count(*) DESC, item.currency
