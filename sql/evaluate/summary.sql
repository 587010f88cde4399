-- Accuracy in one row, to compare warehouses with each other and with a target
-- Ketelitian dalam satu baris
-- grain: one row
-- Errors and within shares are of the matched service sessions, those of waiting of the matched waiting visits. A start
-- is compared where neither side has it censored, an end likewise, a duration and a waiting where both are.
-- waiting_relative_share is the median of the error's size over the true waiting. staffed_points is the largest
-- difference of a counter's staffed share from the truth, in percentage points, without its sign.
WITH services AS (
    SELECT measure, mean_abs_s, within_share, within_frames_share FROM errors
    WHERE table_name = 'service_time' AND label = 'total'
),

waiting AS (
    SELECT median_relative_share, within_share FROM errors
    WHERE table_name = 'waiting_visits' AND label = 'total' AND measure = 'duration'
),

final AS (
    SELECT
        (SELECT f1_share FROM found WHERE table_name = 'service_time' AND label = 'total') AS services_f1_share,
        (SELECT f1_share FROM found WHERE table_name = 'waiting_visits' AND label = 'total') AS waiting_f1_share,
        (SELECT mean_abs_s FROM services WHERE measure = 'start') AS start_s,
        (SELECT mean_abs_s FROM services WHERE measure = 'end') AS end_s,
        (SELECT mean_abs_s FROM services WHERE measure = 'duration') AS duration_s,
        (SELECT median_relative_share FROM waiting) AS waiting_relative_share,
        (SELECT within_share FROM services WHERE measure = 'start') AS start_within_share,
        (SELECT within_share FROM services WHERE measure = 'end') AS end_within_share,
        (SELECT within_frames_share FROM services WHERE measure = 'start') AS start_within_frames_share,
        (SELECT within_frames_share FROM services WHERE measure = 'end') AS end_within_frames_share,
        (SELECT within_share FROM services WHERE measure = 'duration') AS duration_within_share,
        (SELECT within_share FROM waiting) AS waiting_within_share,
        (SELECT max(abs(difference_points)) FROM presence WHERE counter_id <> 'total') AS staffed_points
)

SELECT * FROM final
