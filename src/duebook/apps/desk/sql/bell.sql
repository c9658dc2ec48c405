-- What happened to a person's own work since an instant, newest first.
-- Parameters: entity, person, since, size.
-- Row: kind, id, at, who, called, words, subject_kind, subject_id.
SELECT * FROM (
    SELECT
        'mention' AS kind, note.id, note.at, note.author AS who, note.called,
        note.text AS words, note.subject_kind, note.subject_id
    FROM notes_mention AS mention
    JOIN notes_note AS note
        ON note.entity_id = mention.entity_id AND note.id = mention.note_id
    WHERE
        mention.entity_id = %(entity)s
        AND mention.person = %(person)s
        AND mention.at >= %(since)s
        AND note.author <> %(person)s
        AND NOT EXISTS (
            SELECT FROM notes_taken_back AS back
            WHERE back.entity_id = note.entity_id AND back.note_id = note.id
        )
    UNION ALL
    SELECT
        'asked', asked.id, asked.at, asked.asked_by, asked.called,
        asked.question, 'hand_over', asked.id
    FROM notes_hand_over AS asked
    WHERE
        asked.entity_id = %(entity)s
        AND asked.asked_of = %(person)s
        AND asked.at >= %(since)s
    UNION ALL
    SELECT
        'answered', ending.id, ending.at, ending.author, asked.called,
        ending.words, 'hand_over', asked.id
    FROM notes_hand_over AS asked
    JOIN notes_hand_over_end AS ending
        ON ending.entity_id = asked.entity_id AND ending.hand_over_id = asked.id
    WHERE
        asked.entity_id = %(entity)s
        AND asked.asked_by = %(person)s
        AND ending.at >= %(since)s
        AND ending.author <> %(person)s
    UNION ALL
    SELECT
        CASE WHEN held.state = 'refused' THEN 'refused' ELSE 'approved' END,
        held.id, said.at, held.answered_by, held.sentence, held.answer,
        'request', held.id
    FROM audit_event AS said
    JOIN approvals_held_act AS held
        ON
            held.entity_id = said.entity_id
            AND held.id = (said.input ->> 'request_id')::bigint
    WHERE
        said.entity_id = %(entity)s
        AND said.command = 'Answer'
        AND said.at >= %(since)s
        AND held.requested_by = %(person)s
    UNION ALL
    SELECT
        'dispute closed', dispute.id, closed.at, event.actor, dispute.number,
        closed.outcome || ': ' || closed.reason, 'dispute', dispute.id
    FROM disputes_outcome AS closed
    JOIN disputes_dispute AS dispute
        ON dispute.entity_id = closed.entity_id AND dispute.id = closed.dispute_id
    JOIN audit_event AS event
        ON event.entity_id = closed.entity_id AND event.id = closed.event_id
    WHERE
        closed.entity_id = %(entity)s
        AND dispute.owner = %(person)s
        AND closed.at >= %(since)s
        AND event.actor <> %(person)s
    UNION ALL
    SELECT
        'bounced', mail.id, coalesce(mail.sent_at, mail.tried_at), mail.recipient,
        mail.number, mail.problem, 'document', mail.subject_id
    FROM delivery_delivery AS mail
    JOIN invoicing_document AS document
        ON document.entity_id = mail.entity_id AND document.id = mail.subject_id
    JOIN audit_event AS event
        ON event.entity_id = document.entity_id AND event.id = document.event_id
    WHERE
        mail.entity_id = %(entity)s
        AND mail.subject_kind = 'document'
        AND mail.state IN ('bounced', 'failed')
        AND mail.tried_at >= %(since)s
        AND event.actor = %(person)s
    UNION ALL
    SELECT
        'work ' || work.state, work.id, work.ended_at, work.actor, work.title,
        work.sentence, 'work', work.id
    FROM work_work AS work
    WHERE
        work.entity_id = %(entity)s
        AND work.actor = %(person)s
        AND work.ended_at >= %(since)s
) AS happened
ORDER BY happened.at DESC, happened.kind, happened.id
LIMIT %(size)s
