-- Service time by counter and hour of the day
-- Waktu layanan menurut loket dan jam
-- grain: one row per counter and local hour of the day in which it was open or served somebody
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Medians and P90 (linear between neighbours) are over sessions seen whole. Sessions cut by a gap or by the edge of
-- the footage (censored) count as sessions but not in the medians: their true length is unknown. The true median of
-- the sessions seen whole lies between median_lo_s and median_hi_s.
-- Long sessions are cut more often than short ones, so those medians lean low. km_median_s and km_p90_s do not: the
-- Kaplan-Meier estimate takes a session whose end was not seen as one that lasted at least as long as it was seen, and
-- leaves out only those whose start was not seen (start_seen is how many are left). NULL where too many were cut to
-- tell. The median is between km_median_lo_s and km_median_hi_s with 95 % confidence. services_per_hour divides sessions begun in
-- recorded service hours by those hours; observed_hours are those in which it is known whether an officer was there.
WITH sessions AS NOT MATERIALIZED (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

durations AS (
    SELECT
        agency_id,
        counter_id,
        local_hour,
        count(*) AS sessions,
        count(whole_duration_s) AS seen_whole,
        quantile_cont(whole_duration_s, [0.5, 0.9]) AS median_and_p90_s,
        median(whole_duration_lo_s) AS median_lo_s,
        median(whole_duration_hi_s) AS median_hi_s
    FROM sessions
    GROUP BY agency_id, counter_id, local_hour
),

lasting AS (
    SELECT
        {'agency_id': agency_id, 'counter_id': counter_id, 'local_hour': local_hour} AS who,
        duration_s,
        start_censored,
        end_censored
    FROM sessions
),

survival AS (
    SELECT unnest(who), * EXCLUDE (who) FROM kaplan_meier('lasting')
),

observed AS (
    SELECT
        agency_id,
        counter_id,
        hour(hour_local) AS local_hour,
        total(recorded_s) AS recorded_s,
        total(observed_s) AS observed_s,
        share(sum(services), total(recorded_s) / 3600) AS services_per_hour
    FROM open_hours
    GROUP BY agency_id, counter_id, hour(hour_local)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        local_hour,
        CASE WHEN recorded_s > 0 THEN coalesce(sessions, 0) ELSE sessions END AS sessions,
        CASE WHEN recorded_s > 0 THEN coalesce(seen_whole, 0) ELSE seen_whole END AS seen_whole,
        median_and_p90_s[1] AS median_service_s,
        median_lo_s,
        median_hi_s,
        median_and_p90_s[2] AS p90_service_s,
        CASE WHEN recorded_s > 0 OR durations.sessions > 0 THEN coalesce(start_seen, 0) END AS start_seen,
        km_median_s,
        km_median_lo_s,
        km_median_hi_s,
        km_p90_s,
        observed_s / 3600 AS observed_hours,
        recorded_s / 3600 AS recorded_hours,
        services_per_hour
    FROM durations
    FULL JOIN observed USING (agency_id, counter_id, local_hour)
    LEFT JOIN survival USING (agency_id, counter_id, local_hour)
)

SELECT * FROM final
ORDER BY agency_id, counter_id, local_hour
