-- A waiting that was served leads to the service that begins as it ends and has the same waiting; no other leads to one
-- Menunggu yang dilayani menunjuk layanan yang mulai saat itu, dengan waktu tunggu yang sama; yang lain tidak
-- Whose end is unknown is censored there, and whose end was seen is not.
WITH led AS (
    SELECT
        waits.event_id,
        waits.waiting_outcome,
        waits.service_event_id,
        waits.end_censored,
        count(*) OVER (PARTITION BY waits.service_event_id) AS claims,
        services.event_id IS NOT NULL AS exists_,
        services.counter_id = waits.counter_id AS same_counter,
        abs(seconds_between(waits.ended_at, services.started_at)) <= 1e-3 AS follows,
        CASE
            WHEN waits.start_censored THEN services.waiting_s IS NULL
            ELSE coalesce(
                abs(services.waiting_s - waits.duration_s) <= 1e-3
                AND abs(services.waiting_lo_s - waits.duration_lo_s) <= 1e-3
                AND abs(services.waiting_hi_s - waits.duration_hi_s) <= 1e-3,
                false
            )
        END AS same_waiting
    FROM waiting_visits AS waits
    LEFT JOIN service_time AS services ON waits.service_event_id = services.event_id
),

final AS (
    SELECT * FROM led
    WHERE CASE
        WHEN waiting_outcome = 'served'
            THEN NOT (exists_ AND coalesce(same_counter, false) AND follows AND same_waiting AND claims = 1)
        ELSE service_event_id IS NOT NULL
    END
        OR (waiting_outcome = 'unknown') <> end_censored
)

SELECT * FROM final
