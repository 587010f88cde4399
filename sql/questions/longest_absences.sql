-- The longest times without an officer at a counter, with their place in the footage
-- Waktu terlama tanpa petugas di loket, dengan letaknya di rekaman
-- grain: one row per stretch of service hours in which a counter was unattended, the longest first
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: top number default 10 how many
-- absent_s is within the service hours and without a break in what was observed: stretches that follow each other are one.
-- not_seen_before or not_seen_after is true where what came before or after was not observed: the absence may have begun earlier, or gone
-- on. waiting_minutes is one person waiting for one minute, NULL where the queue was never seen, and of queue_seen_share
-- of the stretch alone. An officer who is not at the counter may be working elsewhere. event_id is that of the
-- first row of the stretch, which `pantau clip` takes.
WITH states AS (
    SELECT * FROM presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

unattended AS (
    SELECT
        *,
        lag(ended_at) OVER (
            PARTITION BY agency_id, counter_id, service_date ORDER BY started_at
        ) IS DISTINCT FROM started_at AS begins
    FROM states
    WHERE state = 'unattended'
),

numbered AS (
    SELECT
        *,
        count(*) FILTER (begins) OVER (
            PARTITION BY agency_id, counter_id, service_date ORDER BY started_at
        ) AS stretch
    FROM unattended
),

stretches AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        min(started_at) AS begun_at,
        max(ended_at) AS over_at,
        arg_min(started_local, started_at) AS started_local,
        arg_max(ended_local, ended_at) AS ended_local,
        total(duration_s) AS absent_s,
        total(customers_waiting * duration_s) / 60 AS waiting_minutes,
        share(coalesce(total_where(duration_s, customers_waiting IS NOT NULL), 0), total(duration_s)) AS queue_seen_share,
        arg_min(camera_id, started_at) AS camera_id,
        arg_min({'uri': recording_uri, 'offset_s': offset_s}, started_at) AS footage,
        arg_min(event_id, started_at) AS event_id
    FROM numbered
    GROUP BY agency_id, counter_id, service_date, stretch
),

longest AS (
    SELECT * FROM stretches
    ORDER BY absent_s DESC, service_date, agency_id, counter_id, started_local
    LIMIT CAST($top AS BIGINT)
),

unknown AS (
    SELECT * FROM states
    WHERE state = 'unknown'
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        started_local,
        ended_local,
        absent_s,
        (agency_id, counter_id, begun_at) IN (SELECT (agency_id, counter_id, ended_at) FROM unknown) AS not_seen_before,
        (agency_id, counter_id, over_at) IN (SELECT (agency_id, counter_id, started_at) FROM unknown) AS not_seen_after,
        waiting_minutes,
        queue_seen_share,
        camera_id,
        footage.uri AS recording_uri,
        footage.offset_s AS offset_s,
        event_id
    FROM longest
)

SELECT * FROM final
ORDER BY absent_s DESC, service_date, agency_id, counter_id, started_local
