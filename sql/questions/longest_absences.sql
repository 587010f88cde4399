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

neighbours AS (
    SELECT
        *,
        lag(ended_at) OVER in_order IS NOT DISTINCT FROM started_at AS follows,
        lag(state) OVER in_order AS state_before,
        lead(started_at) OVER in_order IS NOT DISTINCT FROM ended_at AS goes_on,
        lead(state) OVER in_order AS state_after
    FROM states
    WINDOW in_order AS (PARTITION BY agency_id, counter_id, service_date ORDER BY started_at)
),

unattended AS (
    SELECT
        *,
        sum(CASE WHEN follows AND state_before = 'unattended' THEN 0 ELSE 1 END) OVER (
            PARTITION BY agency_id, counter_id, service_date ORDER BY started_at ROWS UNBOUNDED PRECEDING
        ) AS stretch
    FROM neighbours
    WHERE state = 'unattended'
),

stretches AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        min(started_local) AS started_local,
        arg_max(ended_local, ended_at) AS ended_local,
        sum(duration_s) AS absent_s,
        bool_or(follows AND state_before = 'unknown') AS not_seen_before,
        bool_or(goes_on AND state_after = 'unknown') AS not_seen_after,
        sum(customers_waiting * duration_s) / 60 AS waiting_minutes,
        coalesce(sum(duration_s) FILTER (customers_waiting IS NOT NULL), 0) / sum(duration_s) AS queue_seen_share,
        arg_min(camera_id, started_at) AS camera_id,
        arg_min(recording_uri, started_at) AS recording_uri,
        arg_min(offset_s, started_at) AS offset_s,
        arg_min(event_id, started_at) AS event_id
    FROM unattended
    GROUP BY agency_id, counter_id, service_date, stretch
),

final AS (
    SELECT * FROM stretches
    ORDER BY absent_s DESC, service_date, agency_id, counter_id, started_local
    LIMIT CAST($top AS BIGINT)
)

SELECT * FROM final
ORDER BY absent_s DESC, service_date, agency_id, counter_id, started_local
