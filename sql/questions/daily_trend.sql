-- Daily trend by agency
-- Perkembangan harian menurut instansi
-- grain: one row per agency and service date with service hours or a session
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Medians are over sessions seen whole (service) and sessions whose waiting was seen (waiting); censored sessions
-- count as sessions only. km_median_s and km_p90_s are the Kaplan-Meier estimates of service time, as in service_time:
-- they count sessions whose end was not seen too. services_per_hour is of the sessions begun in recorded service hours,
-- per recorded hour of a counter.
WITH days AS (
    SELECT * FROM counter_days
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

sessions AS (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

counters AS (
    SELECT
        agency_id,
        service_date,
        count(DISTINCT counter_id) AS counters,
        CAST(sum(sessions) AS BIGINT) AS sessions,
        share(sum(services_in_recorded_hours), total(recorded_s) / 3600) AS services_per_hour,
        share(total(recorded_s), total(service_hours_s)) AS recorded_share,
        share(total(observed_s), total(service_hours_s)) AS observed_share,
        share(total(staffed_s), total(observed_s)) AS staffed_share
    FROM days
    GROUP BY agency_id, service_date
),

medians AS (
    SELECT
        agency_id,
        service_date,
        median(whole_duration_s) AS median_service_s,
        median(waiting_s) AS median_waiting_s,
        quantile_cont(waiting_s, 0.9) AS p90_waiting_s
    FROM sessions
    GROUP BY agency_id, service_date
),

lasting AS (
    SELECT {'agency_id': agency_id, 'service_date': service_date} AS who, duration_s, start_censored, end_censored
    FROM sessions
),

survival AS (
    SELECT unnest(who), km_median_s, km_p90_s FROM kaplan_meier('lasting')
),

final AS (
    SELECT *
    FROM counters
    LEFT JOIN medians USING (agency_id, service_date)
    LEFT JOIN survival USING (agency_id, service_date)
)

SELECT
    agency_id,
    service_date,
    dayname(service_date) AS weekday,
    counters,
    sessions,
    services_per_hour,
    median_service_s,
    km_median_s,
    km_p90_s,
    median_waiting_s,
    p90_waiting_s,
    staffed_share,
    observed_share,
    recorded_share
FROM final
ORDER BY agency_id, service_date
