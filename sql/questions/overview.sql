-- A period at a glance
-- Ringkasan satu kurun waktu
-- grain: one row, and none where nothing is known of the period
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- The cameras of an agency are its own and those that show its counters, with their recordings and what these and
-- their recorders did. A counter that moved from one agency to another is one counter.
-- sessions and reneged are NULL where nothing was recorded of any counter: nobody knows whether somebody came.
-- Shares as in coverage_by_day and staffed_share, over all cameras and counters together. Medians and P90 are over the
-- sessions of all counters: seen whole for service, with their waiting seen for waiting. reneged left a queue unserved;
-- reneged_share is of those who waited and whose end was seen; NULL where no queue was ever seen. Rejected inputs without a date
-- count whatever the period; they belong to no agency.
WITH cameras AS (
    SELECT
        count(DISTINCT camera_id) AS cameras,
        count(DISTINCT service_date) AS days,
        total(recorded_s) / 3600 AS recorded_hours,
        share(total(recorded_s), total(day_s - out_of_schedule_s)) AS recorded_share,
        share(total(service_recorded_s), total(service_hours_s)) AS service_recorded_share
    FROM camera_days
    WHERE in_period(service_date, $from, $to)
        AND camera_of(camera_id, service_date, $agency)
),

files AS (
    SELECT count(*) AS recordings
    FROM recordings
    WHERE in_period(service_date, $from, $to)
        AND camera_of(camera_id, service_date, $agency)
),

refused AS (
    SELECT count(*) AS rejected
    FROM rejects
    WHERE (service_date IS NULL OR in_period(service_date, $from, $to)) AND error <> 'no_recording'
),

served AS (
    SELECT count(DISTINCT counter_id) AS counters
    FROM (
        SELECT counter_id, agency_id, service_date FROM staff_presence
        UNION ALL
        SELECT counter_id, agency_id, service_date FROM service_time
    )
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

counters AS (
    SELECT
        total(service_hours_s) / 3600 AS counter_hours,
        coalesce(total(recorded_s), 0) AS counter_recorded_s,
        share(total(observed_s), total(service_hours_s)) AS observed_share,
        share(total(staffed_s), total(observed_s)) AS staffed_share
    FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

sessions AS (
    SELECT
        count(*) AS sessions,
        share(count(*) FILTER (censored), count(*)) AS censored_share,
        count(whole_duration_s) AS seen_whole,
        median(whole_duration_s) AS median_service_s,
        quantile_cont(whole_duration_s, 0.9) AS p90_service_s,
        count(waiting_s) AS waiting_known,
        median(waiting_s) AS median_waiting_s,
        quantile_cont(waiting_s, 0.9) AS p90_waiting_s
    FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

-- Nobody can be seen to renege where no queue was, as where none is drawn.
seen AS (
    SELECT count(*) AS queue_states
    FROM staff_presence
    WHERE customers_waiting IS NOT NULL AND in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

queues AS (
    SELECT
        count(*) AS waits,
        count(*) FILTER (waiting_outcome = 'reneged') AS all_reneged,
        share(
            count(*) FILTER (waiting_outcome = 'reneged'), count(*) FILTER (waiting_outcome <> 'unknown')
        ) AS reneged_share
    FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

review AS (
    SELECT count(*) AS candidates, count(*) FILTER (review_status = 'open') AS open_candidates
    FROM candidates
    WHERE in_period(service_date, $from, $to)
        AND candidate_of(kind, agency_id, camera_id, service_date, $agency)
),

final AS (
    SELECT
        * EXCLUDE (
            counter_recorded_s, queue_states, waits, all_reneged, reneged_share, candidates, open_candidates
        ) REPLACE (
            CASE WHEN counter_recorded_s > 0 OR sessions > 0 THEN sessions END AS sessions,
            CASE WHEN counter_recorded_s > 0 OR sessions > 0 THEN seen_whole END AS seen_whole,
            CASE WHEN counter_recorded_s > 0 OR sessions > 0 THEN waiting_known END AS waiting_known
        ),
        CASE WHEN queue_states > 0 OR waits > 0 OR waiting_known > 0 THEN all_reneged END AS reneged,
        reneged_share,
        candidates,
        open_candidates
    FROM cameras
    CROSS JOIN files
    CROSS JOIN refused
    CROSS JOIN served
    CROSS JOIN counters
    CROSS JOIN sessions
    CROSS JOIN seen
    CROSS JOIN queues
    CROSS JOIN review
    WHERE cameras > 0 OR recordings > 0 OR counters > 0 OR sessions > 0 OR waits > 0 OR candidates > 0
)

SELECT * FROM final
