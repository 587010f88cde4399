-- Everything that is known around a moment
-- Segala yang diketahui di sekitar suatu saat
-- grain: one row per service session, waiting visit, state of a counter, review candidate and stretch of a camera's coverage
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only, and the cameras that show it
-- param: at moment default - the moment, a local time of the site; all of the period if left out
-- param: minutes number default 15 how far around the moment
-- A row is listed if any of it lies within so many minutes of the moment, by its best times. detail is the outcome of a
-- waiting, the state of a counter, the kind of a candidate, the state of a camera's coverage; of a service whether it was cut. Where a state is unknown
-- or a camera did not record, that nothing is listed does not mean that nothing happened. Clocks of cameras differ:
-- order_of_events says what order is sure. offset_s is where in the recording the row begins; `pantau clip` takes event_id.
WITH found AS (
    SELECT 'service' AS what, CASE WHEN censored THEN 'cut' ELSE 'whole' END AS detail, [counter_id] AS counter_ids, *
    FROM services
    WHERE near_date(service_date, $from, $to, $at)
    UNION ALL BY NAME
    SELECT
        'waiting' AS what,
        waiting_outcome AS detail,
        local_time(site_id, started_at) AS started_local,
        local_time(site_id, ended_at) AS ended_local,
        *
    FROM waiting_visits
    WHERE near_date(service_date, $from, $to, $at)
    UNION ALL BY NAME
    SELECT 'counter' AS what, state AS detail, [counter_id] AS counter_ids, * FROM presence
    WHERE near_date(service_date, $from, $to, $at)
    UNION ALL BY NAME
    SELECT 'candidate' AS what, kind AS detail, [counter_id] AS counter_ids, * FROM candidates
    WHERE near_date(service_date, $from, $to, $at)
),

near AS (
    SELECT * FROM found
    WHERE chosen(agency_id, $agency)
        AND chosen_among(counter_ids, $counter)
        AND is_near(started_local, ended_local, $at, $minutes)
),

-- Cameras of the agency, and those that show its counters, or the counter.
shown AS (
    SELECT camera_id, service_date FROM staff_presence
    WHERE near_date(service_date, $from, $to, $at)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
    UNION
    SELECT camera_id, service_date FROM coverage
    WHERE near_date(service_date, $from, $to, $at)
        AND chosen(agency_id, $agency)
        AND CAST($counter AS VARCHAR) IS NULL
),

recorded AS (
    SELECT
        'camera' AS what,
        coverage_state AS detail,
        local_time(site_id, started_at) AS started_local,
        local_time(site_id, ended_at) AS ended_local,
        *
    FROM coverage
    SEMI JOIN shown USING (camera_id, service_date)
    WHERE is_near(local_time(site_id, started_at), local_time(site_id, ended_at), $at, $minutes)
),

seen AS (
    SELECT * FROM near
    UNION ALL BY NAME
    SELECT * FROM recorded
),

final AS (
    SELECT
        service_date,
        what,
        detail,
        agency_id,
        counter_id,
        camera_id,
        started_local,
        ended_local,
        event_id,
        recording_uri,
        offset_s
    FROM seen
)

SELECT * FROM final
ORDER BY service_date, started_local, camera_id, what, counter_id, event_id
