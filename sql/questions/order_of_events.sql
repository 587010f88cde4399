-- What other cameras saw around a review candidate, in the order that clocks can tell
-- Kejadian di kamera lain di sekitar kandidat tinjauan, dengan urutan yang dapat dipastikan
-- grain: one row per review candidate and event of another camera that began within $minutes of it
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: kind text default - candidates of one kind only
-- param: event text default - one candidate only, by its event_id
-- param: minutes number default 5 how far apart the two may begin
-- Events are services, waiting, states of counters other than unknown, and candidates, of the cameras of the same site.
-- candidate_came says whether the candidate began before or after the other event: only where the intervals of both
-- starts, which hold the doubt of both clocks, do not touch; else it cannot be told. apart_s is the best estimate,
-- positive where the other came later, apart_lo_s to apart_hi_s its bounds; NULL where a start was not seen. Footage
-- that is missing and clocks that were set are left out: nobody did them. The period is that of the candidates; the
-- other event may be of the date before or after.
WITH chosen_candidates AS (
    -- What begins within $minutes lies in the same such span or in one beside it: far fewer to compare than a day.
    SELECT *, unnest([in_span - 1, in_span, in_span + 1]) AS near_span
    FROM (SELECT *, epoch_us(started_at) // CAST(ceil(lesser(larger($minutes * 60e6, 1), 1e15)) AS BIGINT) AS in_span FROM candidates)
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(kind, $kind)
        AND chosen(event_id, $event)
        AND NOT by_recorder(kind)
),

starts AS (
    SELECT event_id, camera_id, counter_id, service_date, site_id, 'service' AS what, started_at, started_at_lo,
        started_at_hi, start_censored
    FROM service_time
    UNION ALL
    SELECT event_id, camera_id, counter_id, service_date, site_id, 'waiting', started_at, started_at_lo, started_at_hi,
        start_censored
    FROM waiting_visits
    UNION ALL
    SELECT event_id, camera_id, counter_id, service_date, site_id, state, started_at, started_at_lo, started_at_hi,
        start_censored
    FROM staff_presence
    WHERE state <> 'unknown'
    UNION ALL
    SELECT event_id, camera_id, counter_id, service_date, site_id, kind, started_at, started_at_lo, started_at_hi,
        start_censored
    FROM anomalies
    WHERE NOT by_recorder(kind)
),

others AS (
    SELECT *, epoch_us(started_at) // CAST(ceil(lesser(larger($minutes * 60e6, 1), 1e15)) AS BIGINT) AS in_span FROM starts
    -- Around midnight the other event may be of the date before or after.
    WHERE in_period(
        service_date,
        CAST($from AS DATE) - CAST(1 + lesser($minutes, 1e8) // 1440 AS INTEGER),
        CAST($to AS DATE) + CAST(1 + lesser($minutes, 1e8) // 1440 AS INTEGER)
    )
),

-- Where a start was not seen it lies further back: its interval is open on that side.
pairs AS (
    SELECT
        one.* EXCLUDE (in_span, near_span),
        other.what AS other_what,
        other.counter_id AS other_counter_id,
        other.camera_id AS other_camera_id,
        other.event_id AS other_event_id,
        other.started_at AS other_at,
        other.started_at_hi AS other_hi,
        CASE WHEN NOT one.start_censored THEN one.started_at_lo END AS one_lo,
        CASE WHEN NOT other.start_censored THEN other.started_at_lo END AS other_lo
    FROM chosen_candidates AS one
    JOIN others AS other
        ON one.site_id = other.site_id
        AND one.near_span = other.in_span
        AND one.camera_id <> other.camera_id
        AND abs(seconds_between(one.started_at, other.started_at)) <= $minutes * 60
),

final AS (
    SELECT
        service_date,
        started_local,
        kind,
        camera_id,
        event_id,
        local_time(site_id, other_at) AS other_started_local,
        other_what,
        other_counter_id,
        other_camera_id,
        other_event_id,
        seconds_between(started_at, other_at) AS apart_s,
        seconds_between(started_at_hi, other_lo) AS apart_lo_s,
        seconds_between(one_lo, other_hi) AS apart_hi_s,
        CASE certainly_before(one_lo, started_at_hi, other_lo, other_hi)
            WHEN true THEN 'before'
            WHEN false THEN 'after'
            ELSE 'cannot be told'
        END AS candidate_came
    FROM pairs
)

SELECT * EXCLUDE (service_date) FROM final
ORDER BY service_date, started_local, event_id, other_started_local, other_event_id
