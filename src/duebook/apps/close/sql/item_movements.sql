-- What each document moves on the control accounts, where the ledger and the items do
-- not say the same: of an item, by the entry that both sides name (an entry and its
-- reversal are one).
-- Parameters: entity, on.
-- Row: account, item_id, entry_id, number, kind, party, cause, currency, ledger_minor,
--      told_minor, ledger_ever_minor, told_ever_minor, postings, is_repeat, is_imported.
WITH control AS (
    SELECT id, code FROM ledger_account
    WHERE entity_id = %(entity)s AND (is_control OR id IN (
        SELECT account_id FROM ledger_role_account WHERE entity_id = %(entity)s
            AND role IN ('receivable', 'unapplied_cash', 'on_account',
                'unidentified_cash')))
), booked AS (
    SELECT posting.account_id, posting.currency, coalesce(posting.item_id, 0) AS item_id,
        coalesce(entry.reverses_id, entry.id) AS entry_id,
        coalesce(sum(posting.amount_minor)
            FILTER (WHERE entry.effective_on <= %(on)s), 0) AS on_minor,
        sum(posting.amount_minor) AS ever_minor, count(*) AS postings
    FROM ledger_posting AS posting
    JOIN ledger_entry AS entry
        ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id
    WHERE posting.entity_id = %(entity)s
        AND posting.account_id IN (SELECT id FROM control)
    GROUP BY 1, 2, 3, 4
), said AS (
    SELECT account_id, currency, id AS item_id, entry_id, effective_on, amount_minor
    FROM receivables_item WHERE entity_id = %(entity)s
    UNION ALL
    SELECT item.account_id, item.currency, item.id, side.entry_id, side.effective_on,
        side.amount_minor
    FROM (
        SELECT debt_id AS item_id, entry_id, effective_on, -amount_minor AS amount_minor
        FROM receivables_application WHERE entity_id = %(entity)s
        UNION ALL
        SELECT credit_id, entry_id, effective_on, amount_minor
        FROM receivables_application WHERE entity_id = %(entity)s
    ) AS side
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = side.item_id
), told AS (
    SELECT said.account_id, said.currency, said.item_id,
        coalesce(entry.reverses_id, said.entry_id) AS entry_id,
        coalesce(sum(said.amount_minor)
            FILTER (WHERE said.effective_on <= %(on)s), 0) AS on_minor,
        sum(said.amount_minor) AS ever_minor
    FROM said
    LEFT JOIN ledger_entry AS entry ON entry.entity_id = %(entity)s
        AND entry.id = said.entry_id AND entry.reverses_id IS NOT NULL
    GROUP BY 1, 2, 3, 4
), differing AS (
    SELECT account_id, currency, item_id, entry_id,
        coalesce(booked.on_minor, 0) AS ledger_minor,
        coalesce(told.on_minor, 0) AS told_minor,
        coalesce(booked.ever_minor, 0) AS ledger_ever_minor,
        coalesce(told.ever_minor, 0) AS told_ever_minor,
        coalesce(booked.postings, 0) AS postings
    FROM booked FULL JOIN told USING (account_id, currency, item_id, entry_id)
    WHERE coalesce(booked.on_minor, 0) <> coalesce(told.on_minor, 0)
), alike AS (  -- documents' entries of one amount on an item
    SELECT item_id, ever_minor, min(entry_id) AS first_id, max(entry_id) AS last_id
    FROM told WHERE item_id IN (SELECT item_id FROM differing)
    GROUP BY item_id, ever_minor
)
SELECT control.code AS account, differing.item_id, differing.entry_id,
    coalesce(item.number, '') AS number, coalesce(item.kind, '') AS kind,
    coalesce(party.name, '') AS party, coalesce(entry.cause, '') AS cause,
    differing.currency, differing.ledger_minor::bigint, differing.told_minor::bigint,
    differing.ledger_ever_minor::bigint, differing.told_ever_minor::bigint,
    differing.postings::int,
    coalesce(differing.entry_id NOT IN (alike.first_id, alike.last_id)
        OR alike.first_id <> alike.last_id, false) AS is_repeat,
    coalesce(item.kind = 'opening' OR payment.external_key <> '', false) AS is_imported
FROM differing
LEFT JOIN control ON control.id = differing.account_id
LEFT JOIN alike ON alike.item_id = differing.item_id
    AND alike.ever_minor = differing.ledger_ever_minor
LEFT JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = differing.item_id
LEFT JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN payments_payment AS payment
    ON payment.entity_id = %(entity)s AND payment.item_id = item.id
LEFT JOIN ledger_entry AS entry
    ON entry.entity_id = %(entity)s AND entry.id = differing.entry_id
ORDER BY control.code, differing.currency, differing.entry_id, differing.item_id
