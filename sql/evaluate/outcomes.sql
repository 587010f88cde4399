-- Agreement on how a waiting ended, over the matched waiting visits
-- Kesesuaian akhir menunggu, untuk kunjungan yang cocok
-- grain: one row per counter and true outcome, and one per true outcome in total
WITH pairs AS (
    SELECT truth.label, truth.outcome AS truth_outcome, found.outcome AS found_outcome
    FROM matches
    JOIN events AS truth ON matches.truth_id = truth.id
    JOIN events AS found ON matches.found_id = found.id
    WHERE truth.table_name = 'waiting_visits'
),

sums AS (
    SELECT
        CASE WHEN grouping(label) = 1 THEN 'total' ELSE label END AS label,
        grouping(label) AS is_total,
        truth_outcome,
        count(*) AS matched,
        count(*) FILTER (found_outcome = 'served') AS as_served,
        count(*) FILTER (found_outcome = 'reneged') AS as_reneged,
        count(*) FILTER (found_outcome = 'unknown') AS as_unknown,
        share(count(*) FILTER (found_outcome = truth_outcome), count(*)) AS agreed_share
    FROM pairs
    GROUP BY GROUPING SETS ((label, truth_outcome), (truth_outcome))
)

SELECT * EXCLUDE (is_total) FROM sums
ORDER BY is_total, label, array_position(['served', 'reneged', 'unknown'], truth_outcome)
