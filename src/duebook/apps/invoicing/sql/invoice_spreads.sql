-- How the totals of parties' invoices fell, in their own currency.
-- Parameters: entity, parties.
-- Row: party_id, count, lower, median, upper, largest (minor units).
SELECT document.bill_to_id, count(*),
    percentile_cont(0.25) WITHIN GROUP (ORDER BY document.total_minor),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY document.total_minor),
    percentile_cont(0.75) WITHIN GROUP (ORDER BY document.total_minor),
    max(document.total_minor)
FROM invoicing_document AS document
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = document.bill_to_id
WHERE document.entity_id = %(entity)s AND document.bill_to_id = ANY(%(parties)s::bigint[])
    AND document.kind = 'invoice' AND document.currency = party.currency
GROUP BY document.bill_to_id
