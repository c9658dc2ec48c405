-- Cheques of lockboxes that came before under these keys, and how often each was taken
-- back with its lockbox; what was taken back may come again.
-- Parameters: entity, keys, references (of the same cheques, in the same order).
-- Row: plain_key, number, key, taken_back.
SELECT said.key AS plain_key,
    coalesce(max(payment.number) FILTER (WHERE back.id IS NULL), '') AS number,
    coalesce(max(payment.external_key) FILTER (WHERE back.id IS NULL), '') AS key,
    count(back.id)::int AS taken_back
FROM unnest(%(keys)s::text[], %(references)s::text[]) AS said (key, reference)
JOIN payments_payment AS payment ON payment.entity_id = %(entity)s
    AND payment.reference = said.reference
    AND (payment.external_key = said.key
        OR starts_with(payment.external_key, said.key || ' again '))
LEFT JOIN LATERAL (
    SELECT reversal.id
    FROM banking_deposited_payment AS deposited
    JOIN ledger_entry AS entry ON entry.entity_id = %(entity)s
        AND entry.source_kind = 'deposit' AND entry.source_id = deposited.deposit_id
    JOIN ledger_entry AS reversal
        ON reversal.entity_id = %(entity)s AND reversal.reverses_id = entry.id
    WHERE deposited.entity_id = %(entity)s AND deposited.payment_id = payment.id
) AS back ON true
GROUP BY said.key
