-- Share of time with an officer: truth against measured
-- Bagian waktu dengan petugas: kebenaran dan hasil ukur
-- grain: one row per counter, and one in total
-- Over the time in which the truth is known. difference_points is measured minus truth, in percentage points, each
-- over the time it knows; same_time_points compares both over the time that the warehouse knows too, so that a gap
-- does not count.
WITH sums AS (
    SELECT
        CASE WHEN grouping(counter_id) = 1 THEN 'total' ELSE counter_id END AS counter_id,
        grouping(counter_id) AS is_total,
        total(seconds) AS known_s,
        coalesce(total_where(seconds, found_state <> 'unknown'), 0) AS measured_s,
        coalesce(total_where(seconds, truth_state IN ('serving', 'idle')), 0) AS truth_staffed_s,
        coalesce(total_where(seconds, found_state IN ('serving', 'idle')), 0) AS measured_staffed_s,
        coalesce(total_where(seconds, truth_state IN ('serving', 'idle') AND found_state <> 'unknown'), 0)
            AS truth_staffed_measured_s
    FROM shared_time
    GROUP BY GROUPING SETS ((counter_id), ())
    HAVING count(*) > 0
),

final AS (
    SELECT
        counter_id,
        is_total,
        known_s / 3600 AS known_hours,
        share(measured_s, known_s) AS measured_time_share,
        share(truth_staffed_s, known_s) AS truth_staffed_share,
        share(measured_staffed_s, measured_s) AS measured_staffed_share,
        100 * (measured_staffed_share - truth_staffed_share) AS difference_points,
        100 * (measured_staffed_share - share(truth_staffed_measured_s, measured_s)) AS same_time_points
    FROM sums
)

SELECT * EXCLUDE (is_total) FROM final
ORDER BY is_total, counter_id
