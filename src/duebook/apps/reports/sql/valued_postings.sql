-- Every account's postings up to the end of a day, by the day whose rate their entries
-- are valued at: their own, or that of the items they made.
-- Parameters: entity, on, known_at (null: now), own (the entity's currency).
-- Row: code, name, kind, currency, valued_on, per_unit (null: the table's rate of the
--      day), amount_minor.
WITH valued_otherwise AS (
    SELECT DISTINCT item.entry_id, valuation.valued_on, valuation.per_unit
    FROM receivables_valuation AS valuation
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = valuation.item_id
    WHERE valuation.entity_id = %(entity)s
),
valued AS (
    SELECT posting.account_id, posting.currency,
        CASE WHEN posting.currency = %(own)s THEN %(on)s::date
            ELSE coalesce(otherwise.valued_on, entry.effective_on) END AS valued_on,
        otherwise.per_unit, sum(posting.amount_minor)::bigint AS amount_minor
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    LEFT JOIN valued_otherwise AS otherwise
        ON otherwise.entry_id = entry.id AND posting.currency <> %(own)s
    WHERE posting.entity_id = %(entity)s AND entry.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR entry.at <= %(known_at)s)
    GROUP BY 1, 2, 3, 4
)
SELECT account.code, account.name, account.kind, valued.currency, valued.valued_on,
    valued.per_unit, valued.amount_minor
FROM valued
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = valued.account_id
ORDER BY account.code, valued.currency, valued.valued_on
