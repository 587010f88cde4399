-- What each counter did in each hour of its service hours
-- Kegiatan tiap loket per jam pelayanan
-- grain: one row per counter and local hour that touches its service hours
-- observed_s is the time in which it is known whether an officer was there, recorded_s the time in which the counter's
-- camera recorded: also while a customer hides the officer, whose state is unknown then. services are those that began
-- in recorded time (one whose start was not seen: that it was first seen in), so they may be divided by recorded_s.
-- queue_seen_s is the time in which it is known how many waited, waiting_person_s the time that people waited in it.
-- unattended_waiting_s is exact while at most one person waits, and otherwise at most this long, since presence rows
-- carry the mean number waiting. It is of the time in which the queue was seen: queue_unseen_s is the unattended time
-- in which it was not, and where that is all of it, unattended_waiting_s is NULL.
WITH pieces AS (
    SELECT
        agency_id,
        counter_id,
        camera_id,
        service_date,
        state,
        customers_waiting,
        unnest(hour_pieces(site_id, started_at, ended_at), recursive := true)
    FROM staff_presence
),

hours AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        total(seconds) AS service_hours_s,
        coalesce(total_where(seconds, state <> 'unknown'), 0) AS observed_s,
        coalesce(total_where(seconds, state = 'serving'), 0) AS serving_s,
        coalesce(total_where(seconds, state = 'idle'), 0) AS idle_s,
        coalesce(total_where(seconds, state = 'unattended'), 0) AS unattended_s,
        coalesce(total_where(seconds, state = 'unattended' AND customers_waiting IS NULL), 0) AS queue_unseen_s,
        coalesce(total_where(seconds, customers_waiting IS NOT NULL), 0) AS queue_seen_s,
        total(seconds * customers_waiting) AS waiting_person_s,
        total_where(seconds * lesser(1, customers_waiting), state = 'unattended') AS somebody_s,
        total_where(seconds * customers_waiting, state = 'unattended') AS person_s
    FROM pieces
    GROUP BY agency_id, counter_id, service_date, hour_local
),

-- Somebody must have been seen to call a counter anything but unknown. Of the rest, what its camera recorded.
recorded_pieces AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        from_at,
        to_at
    FROM pieces
    WHERE state <> 'unknown'
    UNION ALL
    SELECT
        pieces.agency_id,
        pieces.counter_id,
        pieces.service_date,
        pieces.hour_local,
        larger(from_at, started_at),
        lesser(to_at, ended_at)
    FROM pieces
    JOIN coverage
        ON pieces.camera_id = coverage.camera_id
        AND pieces.service_date = coverage.service_date
        AND coverage_state = 'recorded'
        AND started_at < to_at
        AND from_at < ended_at
    WHERE state = 'unknown'
),

recorded AS (
    SELECT agency_id, counter_id, service_date, hour_local, total(seconds_between(from_at, to_at)) AS recorded_s
    FROM recorded_pieces
    GROUP BY agency_id, counter_id, service_date, hour_local
),

starts AS (
    SELECT parts.agency_id, parts.counter_id, parts.service_date, parts.hour_local, count(*) AS services
    FROM recorded_pieces AS parts
    JOIN services AS began
        ON parts.agency_id = began.agency_id
        AND parts.counter_id = began.counter_id
        AND parts.service_date = began.service_date
        AND parts.hour_local = date_trunc('hour', began.started_local)
        AND began.started_at >= parts.from_at
        AND began.started_at < parts.to_at
    GROUP BY parts.agency_id, parts.counter_id, parts.service_date, parts.hour_local
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        service_hours_s,
        coalesce(recorded_s, 0) AS recorded_s,
        observed_s,
        serving_s,
        idle_s,
        serving_s + idle_s AS staffed_s,
        unattended_s,
        queue_unseen_s,
        queue_seen_s,
        CASE WHEN queue_seen_s > 0 THEN waiting_person_s END AS waiting_person_s,
        CASE WHEN unattended_s = 0 THEN 0 ELSE somebody_s END AS unattended_waiting_s,
        CASE WHEN unattended_s = 0 THEN 0 ELSE person_s END AS unattended_person_s,
        CASE WHEN recorded_s > 0 THEN coalesce(services, 0) END AS services,
        share(serving_s + idle_s, observed_s) AS staffed_share
    FROM hours
    LEFT JOIN recorded USING (agency_id, counter_id, service_date, hour_local)
    LEFT JOIN starts USING (agency_id, counter_id, service_date, hour_local)
)

SELECT * FROM final
