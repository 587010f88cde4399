-- Agreement on the state of a counter, in seconds
-- Kesesuaian keadaan loket, dalam detik
-- grain: one row per counter and true state, and one per true state in total
-- agreed_share is of the time that the warehouse does not call unknown.
WITH sums AS (
    SELECT
        CASE WHEN grouping(counter_id) = 1 THEN 'total' ELSE counter_id END AS counter_id,
        grouping(counter_id) AS is_total,
        truth_state,
        total(seconds) AS truth_s,
        coalesce(total_where(seconds, found_state = 'serving'), 0) AS as_serving_s,
        coalesce(total_where(seconds, found_state = 'idle'), 0) AS as_idle_s,
        coalesce(total_where(seconds, found_state = 'unattended'), 0) AS as_unattended_s,
        coalesce(total_where(seconds, found_state = 'unknown'), 0) AS as_unknown_s,
        share(
            coalesce(total_where(seconds, found_state = truth_state), 0),
            total_where(seconds, found_state <> 'unknown')
        ) AS agreed_share
    FROM shared_time
    GROUP BY GROUPING SETS ((counter_id, truth_state), (truth_state))
)

SELECT * EXCLUDE (is_total) FROM sums
ORDER BY is_total, counter_id, array_position(['serving', 'idle', 'unattended'], truth_state)
