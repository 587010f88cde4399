-- Counters at a glance
-- Ringkasan menurut loket
-- grain: one row per counter with service hours, a session or somebody waiting
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Shares of the observed time as in staffed_share; medians and P90 as in service_time (sessions seen whole) and
-- waiting_time (sessions whose waiting was seen); km_median_s and km_p90_s are the Kaplan-Meier estimates of service time,
-- which count sessions whose end was not seen too; censored_share of all sessions; minutes unattended while somebody
-- waited as in unattended_waiting, of the time in which the queue was seen; queue_unseen_minutes is the unattended time
-- in which it was not. recorded_share is of the service hours: 0 sessions are told where any were recorded.
-- reneged left the queue unserved, NULL where no queue was ever seen; reneged_share is of those who waited and whose end
-- was seen; NULL for a counter that shares a queue with others, see reneging.
WITH days AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

hours AS (
    SELECT
        agency_id,
        counter_id,
        total(service_hours_s) AS service_hours_s,
        total(recorded_s) AS recorded_s,
        total(observed_s) AS observed_s,
        total(staffed_s) AS staffed_s,
        total(unattended_s) AS unattended_s,
        total(queue_unseen_s) AS queue_unseen_s,
        total_where(unattended_waiting_s, unattended_s > 0) AS unattended_waiting_s
    FROM days
    GROUP BY agency_id, counter_id
),

found AS NOT MATERIALIZED (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

lasting AS (
    SELECT {'agency_id': agency_id, 'counter_id': counter_id} AS who, duration_s, start_censored, end_censored
    FROM found
),

survival AS (
    SELECT unnest(who), km_median_s, km_p90_s FROM kaplan_meier('lasting')
),

sessions AS (
    SELECT
        agency_id,
        counter_id,
        count(*) AS sessions,
        share(count(*) FILTER (censored), count(*)) AS censored_share,
        count(whole_duration_s) AS seen_whole,
        quantile_cont(whole_duration_s, [0.5, 0.9]) AS service_s,
        count(waiting_s) AS waiting_known,
        quantile_cont(waiting_s, [0.5, 0.9]) AS waiting_s
    FROM found
    GROUP BY agency_id, counter_id
),

waited AS (
    SELECT * FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

-- Whoever left such a queue unserved may belong to another agency.
shared AS (
    SELECT DISTINCT unnest(counter_ids) AS counter_id FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND len(counter_ids) > 1
),

-- Nobody can be seen to renege where no queue was, as where none is drawn.
seen AS (
    SELECT DISTINCT agency_id, counter_id FROM staff_presence
    WHERE customers_waiting IS NOT NULL
        AND in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
),

queues AS (
    SELECT
        agency_id,
        counter_id,
        count(*) FILTER (waiting_outcome = 'reneged') AS reneged,
        share(
            count(*) FILTER (waiting_outcome = 'reneged'), count(*) FILTER (waiting_outcome <> 'unknown')
        ) AS reneged_share
    FROM waited
    WHERE counter_id IS NOT NULL
    GROUP BY agency_id, counter_id
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_hours_s / 3600 AS service_hours,
        share(recorded_s, service_hours_s) AS recorded_share,
        share(observed_s, service_hours_s) AS observed_share,
        share(staffed_s, observed_s) AS staffed_share,
        share(unattended_s, observed_s) AS unattended_share,
        CASE WHEN observed_s > 0 THEN CASE unattended_s WHEN 0 THEN 0 ELSE unattended_waiting_s / 60 END END
            AS unattended_waiting_minutes,
        CASE WHEN observed_s > 0 THEN queue_unseen_s / 60 END AS queue_unseen_minutes,
        CASE WHEN recorded_s > 0 THEN coalesce(sessions, 0) ELSE sessions END AS sessions,
        censored_share,
        CASE WHEN recorded_s > 0 THEN coalesce(seen_whole, 0) ELSE seen_whole END AS seen_whole,
        service_s[1] AS median_service_s,
        service_s[2] AS p90_service_s,
        km_median_s,
        km_p90_s,
        CASE WHEN recorded_s > 0 THEN coalesce(waiting_known, 0) ELSE waiting_known END AS waiting_known,
        waiting_s[1] AS median_waiting_s,
        waiting_s[2] AS p90_waiting_s,
        CASE
            WHEN counter_id IN (SELECT counter_id FROM shared) THEN NULL
            WHEN sessions.waiting_known > 0 OR (agency_id, counter_id) IN (FROM seen) THEN coalesce(reneged, 0)
            ELSE reneged
        END AS reneged,
        CASE WHEN counter_id NOT IN (SELECT counter_id FROM shared) THEN reneged_share END AS reneged_share
    FROM hours
    FULL JOIN sessions USING (agency_id, counter_id)
    FULL JOIN queues USING (agency_id, counter_id)
    LEFT JOIN survival USING (agency_id, counter_id)
)

SELECT * FROM final
ORDER BY agency_id, counter_id
