-- Items whose postings up to a day are not what was open of them at its end.
-- Parameters: entity, on.  Row: number, party, currency, ledger_minor, items_minor.
WITH booked AS (
    SELECT posting.item_id, sum(posting.amount_minor) AS amount_minor
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s AND posting.item_id IS NOT NULL
        AND entry.effective_on <= %(on)s
    GROUP BY posting.item_id
), applied AS (
    SELECT item_id, sum(amount_minor) AS amount_minor FROM (
        SELECT debt_id AS item_id, -amount_minor AS amount_minor
        FROM receivables_application
        WHERE entity_id = %(entity)s AND effective_on <= %(on)s
        UNION ALL
        SELECT credit_id, amount_minor FROM receivables_application
        WHERE entity_id = %(entity)s AND effective_on <= %(on)s
    ) AS side GROUP BY item_id
)
SELECT item.number, party.name AS party, item.currency,
    coalesce(booked.amount_minor, 0)::bigint AS ledger_minor,
    (CASE WHEN item.effective_on <= %(on)s THEN item.amount_minor ELSE 0 END
        + coalesce(applied.amount_minor, 0))::bigint AS items_minor
FROM receivables_item AS item
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN booked ON booked.item_id = item.id
LEFT JOIN applied ON applied.item_id = item.id
WHERE item.entity_id = %(entity)s
    AND coalesce(booked.amount_minor, 0) <>
        CASE WHEN item.effective_on <= %(on)s THEN item.amount_minor ELSE 0 END
        + coalesce(applied.amount_minor, 0)
ORDER BY item.number, item.id
