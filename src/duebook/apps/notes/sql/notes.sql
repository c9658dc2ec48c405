-- Notes that nobody took back, newest first.  {where} narrows them.
SELECT
    note.id,
    note.subject_kind,
    note.subject_id,
    note.called,
    note.party_id,
    note.text,
    note.author,
    note.at
FROM notes_note AS note
WHERE
    note.entity_id = %(entity)s
    AND {where}
    AND NOT EXISTS (
        SELECT FROM notes_taken_back AS back
        WHERE back.entity_id = note.entity_id AND back.note_id = note.id
    )
ORDER BY note.at DESC, note.id DESC
