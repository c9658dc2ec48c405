-- Money of unknown payers that was still set apart at the end of a day.
-- Parameters: entity, on, account (of unidentified cash; null: there is none).
-- Row: item_id, number, currency, amount_minor (credits are negative).
SELECT item.id AS item_id, item.number, item.currency,
    (item.amount_minor + coalesce(applied.amount_minor, 0))::bigint AS amount_minor
FROM receivables_item AS item
LEFT JOIN LATERAL (
    SELECT sum(application.amount_minor) AS amount_minor
    FROM receivables_application AS application
    WHERE application.entity_id = %(entity)s AND application.credit_id = item.id
        AND application.effective_on <= %(on)s
) AS applied ON true
WHERE item.entity_id = %(entity)s AND item.account_id = %(account)s
    AND item.amount_minor < 0 AND item.effective_on <= %(on)s
    AND item.amount_minor + coalesce(applied.amount_minor, 0) <> 0
ORDER BY item.currency, item.id
