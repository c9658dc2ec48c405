-- Events whose place or hash in the chain is wrong, the first one first.
-- Parameters: entity.  Row: seq, what.
WITH chain AS (
    SELECT event.seq, event.hash,
        event.seq - lag(event.seq, 1, 0::bigint) OVER (ORDER BY event.seq) AS step,
        event.prev_hash = lag(event.hash, 1, ''::bytea) OVER (ORDER BY event.seq) AS linked,
        event.hash = sha256(event.prev_hash
            || convert_to(audit_event_text(event), 'UTF8')) AS hashed,
        event.facts_digest = audit_facts_digest(event.entity_id, event.id) AS covered
    FROM audit_event AS event WHERE event.entity_id = %(entity)s
), head AS (
    SELECT head.seq, head.hash FROM audit_head AS head WHERE head.entity_id = %(entity)s
)
SELECT seq, CASE
    WHEN step <> 1 THEN 'the event before it is missing'
    WHEN NOT hashed THEN 'it was changed'
    WHEN NOT covered THEN 'the digests of its facts were changed'
    ELSE 'it does not follow from the event before it' END AS what
FROM chain WHERE step <> 1 OR NOT linked OR NOT hashed OR NOT covered
UNION ALL
SELECT head.seq, 'the newest event is missing' FROM head
WHERE head.seq <> (SELECT coalesce(max(seq), 0) FROM chain)
UNION ALL
SELECT chain.seq, 'the head of the chain does not name it' FROM chain
JOIN head ON head.seq = chain.seq WHERE head.hash <> chain.hash
UNION ALL
SELECT max(chain.seq), 'the chain has no head' FROM chain
WHERE NOT EXISTS (SELECT FROM head) HAVING count(*) > 0
ORDER BY seq
