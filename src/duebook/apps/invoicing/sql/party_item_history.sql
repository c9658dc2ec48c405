-- What parties were charged for each item before: the spread of quantities, the last
-- price, and whether it came twice in a day.
-- Parameters: entity, parties, since.
-- Row: party_id, item_id, last_price, repeats, count, lower, median, upper, largest.
WITH billed AS (
    SELECT charge.party_id, charge.item_id, charge.service_on, line.quantity,
        line.unit_price, line.id,
        row_number() OVER (PARTITION BY charge.party_id, charge.item_id,
            charge.service_on) AS in_a_day
    FROM invoicing_charge AS charge
    CROSS JOIN LATERAL (
        SELECT line.id, line.quantity, line.unit_price FROM invoicing_line AS line
        WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id
            AND line.part = 1
        OFFSET 0  -- by its unique key; LIMIT would invite a scan of a young table
    ) AS line
    WHERE charge.entity_id = %(entity)s AND charge.party_id = ANY(%(parties)s::bigint[])
        AND charge.service_on >= %(since)s AND charge.rebills_id IS NULL
)
SELECT party_id, item_id,
    (array_agg(unit_price ORDER BY service_on DESC, id DESC))[1],
    max(in_a_day) > 1, count(*),
    percentile_cont(0.25) WITHIN GROUP (ORDER BY quantity),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity),
    percentile_cont(0.75) WITHIN GROUP (ORDER BY quantity),
    max(quantity)
FROM billed GROUP BY party_id, item_id
