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
    SELECT
        service_date,
        'service' AS what,
        CASE WHEN censored THEN 'cut' ELSE 'whole' END AS detail,
        agency_id,
        counter_id,
        [counter_id] AS counter_ids,
        camera_id,
        started_local,
        ended_local,
        event_id,
        recording_uri,
        offset_s
    FROM services
    WHERE in_period(service_date, $from, $to) AND in_period(service_date, day_before($at), day_after($at))
    UNION ALL
    SELECT
        service_date,
        'waiting',
        waiting_outcome,
        agency_id,
        counter_id,
        counter_ids,
        camera_id,
        local_time(site_id, started_at),
        local_time(site_id, ended_at),
        event_id,
        recording_uri,
        offset_s
    FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND in_period(service_date, day_before($at), day_after($at))
    UNION ALL
    SELECT
        service_date,
        'counter',
        state,
        agency_id,
        counter_id,
        [counter_id],
        camera_id,
        started_local,
        ended_local,
        event_id,
        recording_uri,
        offset_s
    FROM presence
    WHERE in_period(service_date, $from, $to) AND in_period(service_date, day_before($at), day_after($at))
    UNION ALL
    SELECT
        service_date,
        'candidate',
        kind,
        agency_id,
        counter_id,
        [counter_id],
        camera_id,
        started_local,
        ended_local,
        event_id,
        recording_uri,
        offset_s
    FROM candidates
    WHERE in_period(service_date, $from, $to) AND in_period(service_date, day_before($at), day_after($at))
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
    WHERE in_period(service_date, $from, $to)
        AND in_period(service_date, day_before($at), day_after($at))
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
    UNION
    SELECT camera_id, service_date FROM coverage
    WHERE in_period(service_date, $from, $to)
        AND in_period(service_date, day_before($at), day_after($at))
        AND chosen(agency_id, $agency)
        AND CAST($counter AS VARCHAR) IS NULL
),

recorded AS (
    SELECT
        service_date,
        'camera' AS what,
        coverage_state AS detail,
        agency_id,
        NULL AS counter_id,
        camera_id,
        local_time(site_id, started_at) AS started_local,
        local_time(site_id, ended_at) AS ended_local,
        NULL AS event_id,
        NULL AS recording_uri,
        NULL AS offset_s
    FROM coverage
    SEMI JOIN shown USING (camera_id, service_date)
    WHERE is_near(local_time(site_id, started_at), local_time(site_id, ended_at), $at, $minutes)
),

final AS (
    SELECT * EXCLUDE (counter_ids) FROM near
    UNION ALL BY NAME
    SELECT * FROM recorded
)

SELECT * FROM final
ORDER BY service_date, started_local, camera_id, what, counter_id, event_id
