-- The latest rate at or before each of some days, for currencies that have any at all.
-- Parameters: entity, currencies, days (of equal length).
-- Row: currency, day, valued_on, per_unit (both null where all rates are later),
--      rate_days (how old a rate may be).
SELECT wanted.currency, wanted.day, latest.valued_on, latest.per_unit, entity.rate_days
FROM unnest(%(currencies)s::text[], %(days)s::date[]) AS wanted (currency, day)
JOIN entities_entity AS entity ON entity.id = %(entity)s
LEFT JOIN LATERAL (
    SELECT rate.valued_on, rate.per_unit FROM ledger_exchange_rate AS rate
    WHERE rate.entity_id = %(entity)s AND rate.currency = wanted.currency
        AND rate.valued_on <= wanted.day
    ORDER BY rate.valued_on DESC, rate.id DESC LIMIT 1
) AS latest ON true
WHERE EXISTS (
    SELECT FROM ledger_exchange_rate AS rate
    WHERE rate.entity_id = %(entity)s AND rate.currency = wanted.currency)
