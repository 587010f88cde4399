-- Services that went on after closing, or began after it
-- Layanan yang berlanjut atau dimulai setelah jam tutup
-- grain: one row per service session that ended after the last service hours of its agency and date
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- closes_local is by the site file that the date was run with; dates without service hours, or of which that is not known,
-- have none and are left out. after_s is how long after closing the session ended, by the best estimate, after_lo_s at the
-- earliest: below 0 it may have ended before. began_after: the session also began after closing. With end_censored it ended later.
WITH sessions AS (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        closes_local,
        started_local,
        ended_local,
        seconds_between(closes_at, ended_at) AS after_s,
        seconds_between(closes_at, ended_at_lo) AS after_lo_s,
        started_at >= closes_at AS began_after,
        end_censored,
        event_id
    FROM sessions
    JOIN calendar USING (site_id, service_date, agency_id)
    WHERE ended_at > closes_at
)

SELECT * FROM final
ORDER BY service_date, agency_id, counter_id, started_local, event_id
