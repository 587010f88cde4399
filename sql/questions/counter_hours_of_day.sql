-- Counters by hour of the day
-- Loket menurut jam
-- grain: one row per counter and local hour of the day with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Shares and sessions an hour are of the observed time; sessions are those that began in it.
WITH open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        hour(hour_local) AS local_hour,
        share(sum(observed_s), sum(service_hours_s)) AS observed_share,
        share(sum(staffed_s), sum(observed_s)) AS staffed_share,
        CAST(sum(services) AS BIGINT) AS sessions,
        share(sum(services), sum(observed_s) / 3600) AS services_per_hour
    FROM open_hours
    GROUP BY agency_id, counter_id, hour(hour_local)
)

SELECT * FROM final
ORDER BY agency_id, counter_id, local_hour
