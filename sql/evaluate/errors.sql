-- Errors of the matched: found minus truth
-- Kesalahan kejadian yang cocok: ditemukan dikurangi kebenaran
-- grain: one row per table, counter (review candidates: kind) and measure, and one per table and measure in total
-- A start is compared where neither side has it censored, an end likewise, a duration where both are, a waiting where
-- both sides know one; left_out counts the matched whose truth knows the measure and that were not compared. median_s
-- is signed: positive means found too late, too long. within_share is the share of true values inside the interval that
-- the warehouse gives; within_frames_share leaves out of the intervals of starts and ends what they owe to the clock,
-- which in a simulation is exact though nobody can know it. median_relative_share is the median of the error's size over
-- the true length, where that is not zero.
WITH pairs AS (
    SELECT
        truth.table_name,
        truth.label,
        NOT truth.start_censored AND NOT found.start_censored AS start_counts,
        NOT truth.end_censored AND NOT found.end_censored AS end_counts,
        truth,
        found
    FROM matches
    JOIN events AS truth ON matches.truth_id = truth.id
    JOIN events AS found ON matches.found_id = found.id
),

measured AS (
    SELECT
        table_name,
        label,
        'start' AS measure,
        CAST(NULL AS DOUBLE) AS true_length_s,
        CASE WHEN start_counts THEN found.start_s - truth.start_s END AS error_s,
        truth.start_s BETWEEN found.start_lo_s - 1e-3 AND found.start_hi_s + 1e-3 AS is_within,
        truth.start_s BETWEEN found.start_lo_s + found.clock_s - 1e-3 AND found.start_hi_s - found.clock_s + 1e-3
            AS is_within_frames
    FROM pairs
    UNION ALL
    SELECT
        table_name,
        label,
        'end',
        NULL,
        CASE WHEN end_counts THEN found.end_s - truth.end_s END,
        truth.end_s BETWEEN found.end_lo_s - 1e-3 AND found.end_hi_s + 1e-3,
        truth.end_s BETWEEN found.end_lo_s + found.clock_s - 1e-3 AND found.end_hi_s - found.clock_s + 1e-3
    FROM pairs
    UNION ALL
    SELECT
        table_name,
        label,
        'duration',
        truth.duration_s,
        CASE WHEN start_counts AND end_counts THEN found.duration_s - truth.duration_s END,
        truth.duration_s BETWEEN found.duration_lo_s - 1e-3 AND found.duration_hi_s + 1e-3,
        NULL
    FROM pairs
    UNION ALL
    SELECT
        table_name,
        label,
        'waiting',
        truth.waiting_s,
        found.waiting_s - truth.waiting_s,
        truth.waiting_s BETWEEN found.waiting_lo_s - 1e-3 AND found.waiting_hi_s + 1e-3,
        NULL
    FROM pairs
    WHERE truth.waiting_s IS NOT NULL
),

final AS (
    SELECT
        table_name,
        CASE WHEN grouping(label) = 1 THEN 'total' ELSE label END AS label,
        measure,
        grouping(label) AS is_total,
        count(error_s) AS compared,
        count(*) - count(error_s) AS left_out,
        total(abs(error_s)) / count(error_s) AS mean_abs_s,
        median(error_s) AS median_s,
        median(share(abs(error_s), true_length_s)) AS median_relative_share,
        avg(CAST(is_within AS INTEGER)) FILTER (error_s IS NOT NULL) AS within_share,
        avg(CAST(is_within_frames AS INTEGER)) FILTER (error_s IS NOT NULL) AS within_frames_share
    FROM measured
    GROUP BY GROUPING SETS ((table_name, label, measure), (table_name, measure))
)

SELECT * EXCLUDE (is_total) FROM final
ORDER BY
    array_position(['service_time', 'waiting_visits', 'staff_presence', 'anomalies'], table_name),
    is_total,
    label,
    array_position(['start', 'end', 'duration', 'waiting'], measure)
