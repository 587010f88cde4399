-- The longest waits, with their place in the footage
-- Waktu tunggu terlama, dengan letaknya di rekaman
-- grain: one row per waiting visit, the longest first
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only; a queue may lead to several
-- param: top number default 10 how many
-- waited_s is how long a party was seen to wait, between waited_lo_s and waited_hi_s; with start_censored or end_censored it
-- waited longer. waiting_outcome says how it ended: served, reneged, or unknown. Who was not told apart from somebody else may
-- have waited less: identity_confidence says how sure that is. event_id is what `pantau clip` takes.
WITH visits AS (
    SELECT * FROM waiting_visits
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen_among(counter_ids, $counter)
    ORDER BY duration_s DESC, service_date, event_id
    LIMIT CAST($top AS BIGINT)
),

final AS (
    SELECT
        agency_id,
        array_to_string(counter_ids, ', ') AS counters,
        service_date,
        local_time(site_id, started_at) AS started_local,
        local_time(site_id, ended_at) AS ended_local,
        duration_s AS waited_s,
        duration_lo_s AS waited_lo_s,
        duration_hi_s AS waited_hi_s,
        start_censored,
        end_censored,
        waiting_outcome,
        party_size,
        identity_confidence,
        camera_id,
        recording_uri,
        offset_s,
        event_id
    FROM visits
)

SELECT * FROM final
ORDER BY waited_s DESC, service_date, event_id
