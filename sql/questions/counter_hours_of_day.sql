-- Counters by hour of the day
-- Loket menurut jam
-- grain: one row per counter and local hour of the day with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- staffed_share is of the observed time, in which it is known whether an officer was there: over all service hours it lies
-- between staffed_lo_share and staffed_hi_share. sessions are those that began
-- in recorded time (one whose start was not seen: that it was first seen in), services_per_hour divides them by it: a
-- session that begins while a customer hides the officer counts.
WITH open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        hour(hour_local) AS local_hour,
        share(total(recorded_s), total(service_hours_s)) AS recorded_share,
        share(total(observed_s), total(service_hours_s)) AS observed_share,
        share(total(staffed_s), total(observed_s)) AS staffed_share,
        share(total(staffed_s), total(service_hours_s)) AS staffed_lo_share,
        share(total(staffed_s) + total(service_hours_s) - total(observed_s), total(service_hours_s)) AS staffed_hi_share,
        CAST(sum(services) AS BIGINT) AS sessions,
        share(sum(services), total(recorded_s) / 3600) AS services_per_hour
    FROM open_hours
    GROUP BY agency_id, counter_id, hour(hour_local)
)

SELECT * FROM final
ORDER BY agency_id, counter_id, local_hour
