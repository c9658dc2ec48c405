-- A figure by what the reader chose: its cells, and the sums of all of them.
-- Parameters: those of the facts, its head; currency, size (rows at most), most (columns
--      at most; where there are more, no rows are answered).
-- {by} and {across} are what rows and columns go by, {order} the order of rows; {amount}
-- of a fact is added up where it {counts} and the search line finds it.
-- Row: place (of the row, from 1; 0: all rows together), name (of the row), side (name of
--      the column), amount, count (of all rows there are; of the columns, where all rows
--      are together).
WITH {facts},
cells AS MATERIALIZED (
    SELECT {by} AS name, {across} AS side, sum({amount})::bigint AS amount
    FROM facts AS fact
    {joins}
    WHERE fact.currency = %(currency)s AND {counts} AND {where}
    GROUP BY 1, 2
),
sides AS MATERIALIZED (
    SELECT side, sum(amount)::bigint AS amount FROM cells GROUP BY 1
),
wholes AS (
    SELECT name, side, amount, sum(amount) OVER (PARTITION BY name) AS whole FROM cells
),
placed AS (
    SELECT dense_rank() OVER (ORDER BY {order}) AS place, name, side, amount FROM wholes
)
(
    SELECT 0 AS place, '' AS name, side, amount, count(*) OVER () AS count
    FROM sides ORDER BY side LIMIT %(most)s
)
UNION ALL
SELECT place, name, side, amount, (SELECT count(DISTINCT name) FROM cells) AS count
FROM placed
WHERE place <= %(size)s AND (SELECT count(*) FROM sides) <= %(most)s
ORDER BY place, side
