-- The pieces of a billing run in their order, with the parties that each covers.
-- Parameters: entity, run.
-- Row: the fields of queries.runs.PieceSize.
SELECT coalesce(cardinality(piece.chosen), (SELECT count(*) FROM parties_party AS party
        WHERE party.entity_id = %(entity)s
        AND party.id >= piece.first_party AND party.id < piece.stop_party)) AS parties,
    piece.is_done
FROM invoicing_billing_piece AS piece
WHERE piece.entity_id = %(entity)s AND piece.run_id = %(run)s
ORDER BY piece.position
