-- What happened with a party, newest first: money, mail, notes and questions as one
-- stream.  Each kind is asked for one page alone, by its own index.
-- Parameters: entity, party, families, size, and the cursor at, kind, id, which the
-- rows come before.
-- Row: the fields of queries.party.Told.
SELECT * FROM (
    (SELECT document.at, 'money' AS family, document.kind, document.id,
        document.number, document.total_minor AS amount_minor, document.currency,
        concat_ws(', ', nullif('PO ' || document.po, 'PO '),
            nullif(document.reason, '')) AS words,
        '' AS who, '' AS state
    FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND document.bill_to_id = %(party)s
        AND 'money' = ANY(%(families)s)
        AND (document.at, document.kind, document.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY document.at DESC, document.kind DESC, document.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT payment.at, 'money', 'payment', payment.id, payment.number,
        payment.amount_minor, payment.currency, payment.reference, '', payment.method
    FROM payments_payment AS payment
    WHERE payment.entity_id = %(entity)s AND payment.party_id = %(party)s
        AND 'money' = ANY(%(families)s)
        AND (payment.at, 'payment', payment.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY payment.at DESC, payment.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT returned.at, 'money', 'return', returned.id, payment.number,
        payment.amount_minor, payment.currency, returned.reason, '', ''
    FROM payments_payment AS payment
    JOIN payments_return AS returned
        ON returned.entity_id = %(entity)s AND returned.payment_id = payment.id
    WHERE payment.entity_id = %(entity)s AND payment.party_id = %(party)s
        AND 'money' = ANY(%(families)s)
        AND (returned.at, 'return', returned.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY returned.at DESC, returned.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT refund.at, 'money', 'refund', refund.id, refund.number,
        refund.amount_minor, refund.currency, refund.reason, '', ''
    FROM payments_refund AS refund
    WHERE refund.entity_id = %(entity)s AND refund.party_id = %(party)s
        AND 'money' = ANY(%(families)s)
        AND (refund.at, 'refund', refund.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY refund.at DESC, refund.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT back.at, 'money', 'refund_return', back.id, refund.number,
        refund.amount_minor, refund.currency, back.reason, '', ''
    FROM payments_refund AS refund
    JOIN payments_refund_return AS back
        ON back.entity_id = %(entity)s AND back.refund_id = refund.id
    WHERE refund.entity_id = %(entity)s AND refund.party_id = %(party)s
        AND 'money' = ANY(%(families)s)
        AND (back.at, 'refund_return', back.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY back.at DESC, back.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT item.at, 'money', item.kind, item.id, item.number, abs(item.amount_minor),
        item.currency, item.reason, '', ''
    FROM receivables_item AS item
    WHERE item.entity_id = %(entity)s AND item.party_id = %(party)s
        AND item.kind IN ('write_off', 'small_balance', 'recovery', 'write_off_return')
        AND 'money' = ANY(%(families)s)
        AND (item.at, item.kind, item.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY item.at DESC, item.kind DESC, item.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT dispute.at, 'money', 'dispute', dispute.id, dispute.number,
        dispute.amount_minor, item.currency, dispute.reason, dispute.owner,
        dispute.category
    FROM disputes_dispute AS dispute
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = dispute.item_id
        AND item.party_id = %(party)s
    WHERE dispute.entity_id = %(entity)s AND 'money' = ANY(%(families)s)
        AND (dispute.at, 'dispute', dispute.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY dispute.at DESC, dispute.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT ended.at, 'money', 'outcome', ended.id, dispute.number,
        dispute.amount_minor, item.currency, ended.reason, '', ended.outcome
    FROM disputes_outcome AS ended
    JOIN disputes_dispute AS dispute
        ON dispute.entity_id = %(entity)s AND dispute.id = ended.dispute_id
    JOIN receivables_item AS item
        ON item.entity_id = %(entity)s AND item.id = dispute.item_id
        AND item.party_id = %(party)s
    WHERE ended.entity_id = %(entity)s AND 'money' = ANY(%(families)s)
        AND (ended.at, 'outcome', ended.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY ended.at DESC, ended.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT run.at, 'mail', 'statement', statement.id, statement.number,
        statement.total_minor, statement.currency,
        replace(run.kind, '_', ' ') || ' as of ' || to_char(run.as_of, 'FMDD Mon YYYY'),
        '', ''
    FROM receivables_statement AS statement
    JOIN receivables_statement_run AS run
        ON run.entity_id = %(entity)s AND run.id = statement.run_id
    WHERE statement.entity_id = %(entity)s AND statement.party_id = %(party)s
        AND 'mail' = ANY(%(families)s)
        AND (run.at, 'statement', statement.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY run.at DESC, statement.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT delivery.planned_at, 'mail', 'delivery', delivery.id, delivery.number,
        NULL, '', concat_ws(': ', delivery.recipient, nullif(delivery.problem, '')),
        delivery.channel, delivery.state
    FROM delivery_delivery AS delivery
    WHERE delivery.entity_id = %(entity)s AND delivery.party_id = %(party)s
        AND 'mail' = ANY(%(families)s)
        AND (delivery.planned_at, 'delivery', delivery.id)
            < (%(at)s, %(kind)s, %(id)s)
    ORDER BY delivery.planned_at DESC, delivery.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT note.at, 'notes', 'note', note.id, note.called, NULL, '', note.text,
        note.author, note.subject_kind
    FROM notes_note AS note
    WHERE note.entity_id = %(entity)s AND note.party_id = %(party)s
        AND 'notes' = ANY(%(families)s)
        AND NOT EXISTS (SELECT FROM notes_taken_back AS back
            WHERE back.entity_id = %(entity)s AND back.note_id = note.id)
        AND (note.at, 'note', note.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY note.at DESC, note.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT handled.at, 'notes', 'paper', handled.id, handled.name, NULL, '',
        handled.reason, handled.person, handled.what
    FROM papers_handling AS handled
    WHERE handled.entity_id = %(entity)s AND handled.subject_kind = 'party'
        AND handled.subject_id = %(party)s AND handled.what <> 'opened'
        AND 'notes' = ANY(%(families)s)
        AND (handled.at, 'paper', handled.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY handled.at DESC, handled.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT asked.at, 'notes', 'question', asked.id, asked.asked_of, NULL, '',
        asked.question, asked.asked_by,
        CASE WHEN answered.id IS NULL THEN 'open' ELSE answered.ending END
    FROM notes_hand_over AS asked
    LEFT JOIN notes_hand_over_end AS answered
        ON answered.entity_id = %(entity)s AND answered.hand_over_id = asked.id
    WHERE asked.entity_id = %(entity)s AND asked.party_id = %(party)s
        AND 'notes' = ANY(%(families)s)
        AND (asked.at, 'question', asked.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY asked.at DESC, asked.id DESC LIMIT %(size)s)
    UNION ALL
    (SELECT answered.at, 'notes', 'answer', asked.id, asked.asked_by, NULL, '',
        answered.words, answered.author, answered.ending
    FROM notes_hand_over_end AS answered
    JOIN notes_hand_over AS asked
        ON asked.entity_id = %(entity)s AND asked.id = answered.hand_over_id
        AND asked.party_id = %(party)s
    WHERE answered.entity_id = %(entity)s AND 'notes' = ANY(%(families)s)
        AND (answered.at, 'answer', asked.id) < (%(at)s, %(kind)s, %(id)s)
    ORDER BY answered.at DESC, asked.id DESC LIMIT %(size)s)
) AS told
ORDER BY told.at DESC, told.kind DESC, told.id DESC
LIMIT %(size)s
