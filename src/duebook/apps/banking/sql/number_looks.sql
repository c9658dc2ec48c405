-- How the numbers look of documents that are open or not older than a day: each look
-- once, found by leaping from one to the next in the index.
-- Parameters: entity, since.
-- Row: look.
WITH RECURSIVE looks AS (
    (SELECT number_look AS look FROM receivables_item
    WHERE entity_id = %(entity)s ORDER BY number_look LIMIT 1)
    UNION ALL
    SELECT (SELECT item.number_look FROM receivables_item AS item
        WHERE item.entity_id = %(entity)s AND item.number_look > looks.look
        ORDER BY item.number_look LIMIT 1)
    FROM looks WHERE looks.look IS NOT NULL
)
SELECT look FROM looks
WHERE EXISTS (SELECT FROM receivables_item AS item
        WHERE item.entity_id = %(entity)s AND item.number_look = looks.look
            AND item.document_on >= %(since)s)
    OR EXISTS (SELECT FROM receivables_item AS item
        WHERE item.entity_id = %(entity)s AND item.number_look = looks.look
            AND item.open_minor > 0)
