-- What was open at the end of a day, as known at an instant, in parts: the head of
-- other queries, which add the parts up as they please.
-- Parameters: entity, on, known_at (null: now).
-- Row of parts: item_id, party_id, account_id, currency, is_credit, document_id,
--      document_on, due_on, amount_minor.
--
-- What is open today is one part, and each application that came later, or was not
-- known yet, winds it back as another.  Whoever asks adds up by party, age or account
-- at once: summing up by item first would cost more than the join.  All columns are in
-- the indexes item_by_day and application_by_day, so the tables are not read; abs()
-- keeps from the index of open items, from which the rows are fetched one by one.
later AS (
    SELECT debt_id AS item_id, amount_minor FROM receivables_application
    WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
    UNION ALL
    SELECT credit_id, -amount_minor FROM receivables_application
    WHERE entity_id = %(entity)s AND (effective_on > %(on)s OR at > %(known_at)s)
),
parts AS (
    SELECT id AS item_id, party_id, account_id, currency, amount_minor < 0 AS is_credit,
        document_id, document_on, due_on, open_minor AS amount_minor
    FROM receivables_item
    WHERE entity_id = %(entity)s AND effective_on <= %(on)s AND abs(open_minor) > 0
        AND (%(known_at)s::timestamptz IS NULL OR at <= %(known_at)s)
    UNION ALL
    SELECT item.id, item.party_id, item.account_id, item.currency,
        item.amount_minor < 0, item.document_id, item.document_on, item.due_on,
        later.amount_minor
    FROM later JOIN receivables_item AS item ON item.id = later.item_id
    WHERE item.entity_id = %(entity)s AND item.effective_on <= %(on)s
        AND (%(known_at)s::timestamptz IS NULL OR item.at <= %(known_at)s)
)
