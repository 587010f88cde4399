-- Busiest hours of the day, for the counters and for those who wait
-- Jam tersibuk, bagi loket dan bagi yang menunggu
-- grain: one row per local hour of the day with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Busy counters serve many, busy hours for applicants are those in which many wait: two ranks, which differ where service
-- is slow. busiest_rank is by services_per_hour: sessions begun per recorded hour of a counter, so that a gap in the
-- footage does not make an hour quiet. waiting_rank is by mean_waiting: people waiting for a counter, the mean over the
-- time in which its queue was seen; who waits for several counters counts at each. serving_share is of the observed time.
-- Hours of which nothing is known have NULL and stand last.
WITH open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

hours_of_day AS (
    SELECT
        hour(hour_local) AS local_hour,
        count(DISTINCT service_date) AS days,
        CAST(sum(services) AS BIGINT) AS sessions,
        total(observed_s) / 3600 AS observed_hours,
        total(recorded_s) / 3600 AS recorded_hours,
        share(sum(services), total(recorded_s) / 3600) AS services_per_hour,
        share(total(serving_s), total(observed_s)) AS serving_share,
        share(total(waiting_person_s), total(queue_seen_s)) AS mean_waiting
    FROM open_hours
    GROUP BY hour(hour_local)
),

final AS (
    SELECT
        -- Rounded, since equal hours must share a rank in whatever order their seconds are added up.
        CASE
            WHEN services_per_hour IS NOT NULL THEN rank() OVER (ORDER BY round(services_per_hour, 6) DESC NULLS LAST)
        END AS busiest_rank,
        CASE WHEN mean_waiting IS NOT NULL THEN rank() OVER (ORDER BY round(mean_waiting, 6) DESC NULLS LAST) END
            AS waiting_rank,
        *
    FROM hours_of_day
)

SELECT * FROM final
ORDER BY busiest_rank NULLS LAST, local_hour
