-- Hand-overs with their ending, if any, newest first.  {where} narrows them.
SELECT
    asked.id,
    asked.subject_kind,
    asked.subject_id,
    asked.called,
    asked.party_id,
    asked.question,
    asked.asked_by,
    asked.asked_of,
    asked.due_on,
    asked.at,
    coalesce(answer.ending, ''),
    coalesce(answer.words, ''),
    coalesce(answer.author, ''),
    answer.at
FROM notes_hand_over AS asked
LEFT JOIN notes_hand_over_end AS answer
    ON answer.entity_id = asked.entity_id AND answer.hand_over_id = asked.id
WHERE
    asked.entity_id = %(entity)s
    AND {where}
ORDER BY asked.at DESC, asked.id DESC
