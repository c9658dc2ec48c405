-- The documents that a figure of the taxes is made of, the largest first.
-- Parameters: those of tax_parts.sql, its head; place, tax, percent, currency,
--      exemption, size.  {amount} is what of a tax counts.
-- Row: number, kind, party, day, amount_minor, items, sum_minor (of all there are).
WITH {tax_parts},
made AS (
    SELECT document_id, sum({amount})::bigint AS amount_minor
    FROM taxes
    WHERE place = %(place)s AND tax = %(tax)s AND percent = %(percent)s::numeric
        AND currency = %(currency)s AND exemption = %(exemption)s
    GROUP BY 1 HAVING sum({amount}) <> 0
),
{documents}
