-- The journal of some days: every posting with its entry, account, party and document.
-- Parameters: entity, first, last.
-- Row: entry_id, effective_on, source_kind, number, cause, account, name, is_receivable,
--      party (code), party_name, currency, amount_minor.
SELECT entry.id AS entry_id, entry.effective_on, entry.source_kind,
    coalesce(item.number, document.number,
        max(item.number) OVER (PARTITION BY entry.id), '') AS number, entry.cause,
    account.code AS account, account.name,
    coalesce(role.role = 'receivable', false) AS is_receivable,
    coalesce(party.code, '') AS party, coalesce(party.name, '') AS party_name,
    posting.currency, posting.amount_minor
FROM ledger_entry AS entry
JOIN ledger_posting AS posting
    ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id
JOIN ledger_account AS account
    ON account.entity_id = %(entity)s AND account.id = posting.account_id
LEFT JOIN ledger_role_account AS role
    ON role.entity_id = %(entity)s AND role.account_id = account.id
    AND role.role = 'receivable'
LEFT JOIN receivables_item AS item
    ON item.entity_id = %(entity)s AND item.id = posting.item_id
LEFT JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = item.party_id
LEFT JOIN invoicing_document AS document
    ON document.entity_id = %(entity)s AND document.entry_id = entry.id
WHERE entry.entity_id = %(entity)s
    AND entry.effective_on BETWEEN %(first)s AND %(last)s
ORDER BY entry.effective_on, entry.id, posting.id
