-- Billing runs with what each came to so far.
-- Parameters: entity, size, and those of {where}.  Row: queries.runs_list.ListedRun.
SELECT run.id, run.until, run.issued_on, run.started_by, made.invoices, made.total_minor,
    coalesce(made.currency, %(currency)s) AS currency, pieces.pieces, pieces.done,
    (SELECT count(*) FROM invoicing_left_out AS left_out
        WHERE left_out.entity_id = %(entity)s AND left_out.run_id = run.id) AS left_out,
    {sort} AS sort_key
FROM invoicing_billing_run AS run
CROSS JOIN LATERAL (
    SELECT count(*) AS invoices, sum(document.total_minor)::bigint AS total_minor,
        min(document.currency) AS currency
    FROM invoicing_document AS document
    WHERE document.entity_id = %(entity)s AND document.run_id = run.id
) AS made
CROSS JOIN LATERAL (
    SELECT count(*) AS pieces, count(*) FILTER (WHERE piece.is_done) AS done
    FROM invoicing_billing_piece AS piece
    WHERE piece.entity_id = %(entity)s AND piece.run_id = run.id
) AS pieces
WHERE run.entity_id = %(entity)s AND {where}
ORDER BY {order}
LIMIT %(size)s
