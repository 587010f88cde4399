-- What each counter did on each service date
-- Kegiatan tiap loket per tanggal
-- grain: one row per counter and service date with service hours or a service
-- Medians are over sessions seen whole; sessions count all, also those outside the service hours.
WITH hours AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        total(service_hours_s) AS service_hours_s,
        total(recorded_s) AS recorded_s,
        total(observed_s) AS observed_s,
        total(staffed_s) AS staffed_s,
        total(unattended_s) AS unattended_s,
        total(queue_unseen_s) AS queue_unseen_s,
        -- An hour without unattended time says nothing of a queue.
        CASE WHEN total(unattended_s) = 0 THEN 0 ELSE total_where(unattended_waiting_s, unattended_s > 0) END
            AS unattended_waiting_s,
        CAST(sum(services) AS BIGINT) AS services_in_recorded_hours
    FROM counter_hours
    GROUP BY agency_id, counter_id, service_date
),

sessions AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        count(*) AS sessions,
        count(whole_duration_s) AS seen_whole,
        median(whole_duration_s) AS median_service_s,
        quantile_cont(whole_duration_s, 0.9) AS p90_service_s,
        count(waiting_s) AS waiting_known,
        median(waiting_s) AS median_waiting_s,
        quantile_cont(waiting_s, 0.9) AS p90_waiting_s
    FROM services
    GROUP BY agency_id, counter_id, service_date
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        service_hours_s,
        recorded_s,
        observed_s,
        staffed_s,
        unattended_s,
        queue_unseen_s,
        unattended_waiting_s,
        services_in_recorded_hours,
        CASE WHEN recorded_s > 0 THEN coalesce(sessions, 0) ELSE sessions END AS sessions,
        CASE WHEN recorded_s > 0 THEN coalesce(seen_whole, 0) ELSE seen_whole END AS seen_whole,
        median_service_s,
        p90_service_s,
        CASE WHEN recorded_s > 0 THEN coalesce(waiting_known, 0) ELSE waiting_known END AS waiting_known,
        median_waiting_s,
        p90_waiting_s,
        share(recorded_s, service_hours_s) AS recorded_share,
        share(observed_s, service_hours_s) AS observed_share,
        share(staffed_s, observed_s) AS staffed_share
    FROM hours
    FULL JOIN sessions USING (agency_id, counter_id, service_date)
)

SELECT * FROM final
