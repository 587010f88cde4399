-- Who gave up waiting, by counter and day
-- Yang menyerah sebelum dilayani, menurut loket dan hari
-- grain: one row per counter and day with service hours or somebody waiting, and per day for counters that share a queue
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Over those who waited (waiting visits). reneged left unserved; unknown were lost from sight, or cut by a gap or the end
-- of the footage, and are never counted as reneged: reneged_share is of those whose end was seen. The others bound it:
-- from reneged_lo_share, if all of them were served, to reneged_hi_share, if none was. median_reneged_s is how long
-- those who gave up had waited, of those whose joining was seen.
-- Where a queue leads to several counters, those who left it waited for all of them: counters names them in a row of
-- their own, and agency_id is NULL where they belong to several. observed_hours and recorded_hours are then the longest of
-- theirs. Without any recorded hours counts are NULL; reneged_per_hour is of all who left on
-- the date, per recorded service hour.
WITH days AS (
    SELECT * FROM counter_days
    WHERE in_period(service_date, $from, $to)
),

queues AS (
    SELECT
        list_sort(counter_ids) AS counter_ids,
        service_date,
        list(DISTINCT agency_id) AS agencies,
        count(*) AS waited,
        count(*) FILTER (waiting_outcome = 'served') AS served,
        count(*) FILTER (waiting_outcome = 'reneged') AS reneged,
        count(*) FILTER (waiting_outcome = 'unknown') AS unknown,
        median(duration_s) FILTER (waiting_outcome = 'reneged' AND NOT start_censored) AS median_reneged_s
    FROM waiting_visits
    WHERE in_period(service_date, $from, $to)
    GROUP BY list_sort(counter_ids), service_date
),

waited_for AS (
    SELECT counter_ids, service_date, unnest(counter_ids) AS counter_id FROM queues
),

named AS (
    FROM waited_for
    UNION
    SELECT [counter_id], service_date, counter_id FROM days
    WHERE (counter_id, service_date) NOT IN (SELECT (counter_id, service_date) FROM waited_for)
),

observed AS (
    SELECT
        named.counter_ids,
        named.service_date,
        list(DISTINCT days.agency_id) FILTER (days.agency_id IS NOT NULL) AS owners,
        max(days.observed_s) AS observed_s,
        max(days.recorded_s) AS recorded_s
    FROM named
    LEFT JOIN days USING (counter_id, service_date)
    GROUP BY named.counter_ids, named.service_date
),

final AS (
    SELECT
        CASE WHEN len(coalesce(owners, agencies)) = 1 THEN coalesce(owners, agencies)[1] END AS agency_id,
        array_to_string(counter_ids, ', ') AS counters,
        service_date,
        observed_s / 3600 AS observed_hours,
        recorded_s / 3600 AS recorded_hours,
        CASE WHEN recorded_s > 0 THEN coalesce(waited, 0) ELSE waited END AS waited,
        CASE WHEN recorded_s > 0 THEN coalesce(served, 0) ELSE served END AS served,
        CASE WHEN recorded_s > 0 THEN coalesce(reneged, 0) ELSE reneged END AS reneged,
        CASE WHEN recorded_s > 0 THEN coalesce(unknown, 0) ELSE unknown END AS unknown,
        share(reneged, served + reneged) AS reneged_share,
        share(reneged, waited) AS reneged_lo_share,
        share(reneged + unknown, waited) AS reneged_hi_share,
        share(CASE WHEN recorded_s > 0 THEN coalesce(reneged, 0) END, recorded_s / 3600) AS reneged_per_hour,
        median_reneged_s
    FROM observed
    LEFT JOIN queues USING (counter_ids, service_date)
    WHERE chosen_among(coalesce(owners, agencies), $agency) AND chosen_among(counter_ids, $counter)
)

SELECT * FROM final
ORDER BY agency_id, counters, service_date
