-- Errors of the matched: found minus truth
-- Kesalahan kejadian yang cocok: ditemukan dikurangi kebenaran
-- grain: one row per table and counter (review candidates: kind), and one per table in total
-- A start counts where neither side has it censored, an end likewise, a duration where both count, a waiting where
-- both sides know one. Medians are signed: positive means found too late, too long. within_share is the share of
-- true values inside the interval that the warehouse gives.
WITH pairs AS (
    SELECT
        truth.table_name,
        truth.label,
        NOT truth.start_censored AND NOT found.start_censored AS start_counts,
        NOT truth.end_censored AND NOT found.end_censored AS end_counts,
        found.start_s - truth.start_s AS start_error_s,
        truth.start_s BETWEEN found.start_lo_s - 1e-3 AND found.start_hi_s + 1e-3 AS start_within,
        found.end_s - truth.end_s AS end_error_s,
        truth.end_s BETWEEN found.end_lo_s - 1e-3 AND found.end_hi_s + 1e-3 AS end_within,
        found.duration_s - truth.duration_s AS duration_error_s,
        truth.duration_s BETWEEN found.duration_lo_s - 1e-3 AND found.duration_hi_s + 1e-3 AS duration_within,
        found.waiting_s - truth.waiting_s AS waiting_error_s,
        truth.waiting_s BETWEEN found.waiting_lo_s - 1e-3 AND found.waiting_hi_s + 1e-3 AS waiting_within,
        truth.waiting_s IS NOT NULL AND found.waiting_s IS NULL AS waiting_unknown
    FROM matches
    JOIN events AS truth ON matches.truth_id = truth.id
    JOIN events AS found ON matches.found_id = found.id
),

errors AS (
    SELECT
        table_name,
        CASE WHEN grouping(label) = 1 THEN 'total' ELSE label END AS label,
        grouping(label) AS is_total,
        count(*) AS matched,
        avg(abs(start_error_s)) FILTER (start_counts) AS start_abs_s,
        median(start_error_s) FILTER (start_counts) AS start_median_s,
        avg(start_within::INT) FILTER (start_counts) AS start_within_share,
        avg(abs(end_error_s)) FILTER (end_counts) AS end_abs_s,
        median(end_error_s) FILTER (end_counts) AS end_median_s,
        avg(end_within::INT) FILTER (end_counts) AS end_within_share,
        count(*) FILTER (start_counts AND end_counts) AS durations,
        avg(abs(duration_error_s)) FILTER (start_counts AND end_counts) AS duration_abs_s,
        median(duration_error_s) FILTER (start_counts AND end_counts) AS duration_median_s,
        avg(duration_within::INT) FILTER (start_counts AND end_counts) AS duration_within_share,
        count(waiting_error_s) AS waitings,
        count(*) FILTER (waiting_unknown) AS waiting_unknown,
        avg(abs(waiting_error_s)) AS waiting_abs_s,
        median(waiting_error_s) AS waiting_median_s,
        avg(waiting_within::INT) AS waiting_within_share
    FROM pairs
    GROUP BY GROUPING SETS ((table_name, label), (table_name))
)

SELECT * EXCLUDE (is_total) FROM errors
ORDER BY array_position(['service_time', 'staff_presence', 'anomalies'], table_name), is_total, label
