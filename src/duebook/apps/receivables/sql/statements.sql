-- Issued statements as they are listed, with how each was sent.
-- {where}, {order}, {sort}: conditions on, and columns of, statement.
-- Parameters: entity, size, and those of {where}.
-- Row: the fields of queries.statements_list.Told.
WITH shown AS MATERIALIZED (
    SELECT statement.id, {sort} AS sort_key
    FROM receivables_statement AS statement
    WHERE statement.entity_id = %(entity)s AND {where}
    ORDER BY {order}
    LIMIT %(size)s
)
SELECT statement.id, statement.number, statement.run_id, run.kind, run.as_of,
    party.code AS party, party.name AS party_name, statement.currency,
    statement.total_minor, coalesce(gone.channel, '') AS channel,
    coalesce(gone.state, '') AS delivery, shown.sort_key
FROM shown
JOIN receivables_statement AS statement
    ON statement.entity_id = %(entity)s AND statement.id = shown.id
JOIN receivables_statement_run AS run
    ON run.entity_id = %(entity)s AND run.id = statement.run_id
JOIN parties_party AS party
    ON party.entity_id = %(entity)s AND party.id = statement.party_id
LEFT JOIN LATERAL (
    SELECT delivery.channel, delivery.state
    FROM delivery_delivery AS delivery
    WHERE delivery.entity_id = %(entity)s AND delivery.subject_kind = 'statement'
        AND delivery.subject_id = statement.id
    ORDER BY delivery.id DESC
    LIMIT 1
) AS gone ON true
ORDER BY {order}
