-- What is known of each camera's day, second by second
-- Yang diketahui dari hari tiap kamera
-- grain: one row per camera and service date
-- recorded_share is over the time in which the camera was meant to record; the service_ columns are over service hours.
-- not_yet_s is time of which a recording may still come. It is no part of day_s or of the service hours until it has.
WITH days AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        coalesce(total_where(duration_s, coverage_state <> 'not_yet'), 0) AS day_s,
        coalesce(total_where(duration_s, coverage_state = 'recorded'), 0) AS recorded_s,
        coalesce(total_where(duration_s, coverage_state = 'gap'), 0) AS gap_s,
        coalesce(total_where(duration_s, coverage_state = 'unreadable'), 0) AS unreadable_s,
        coalesce(total_where(duration_s, coverage_state = 'repeated'), 0) AS repeated_s,
        coalesce(total_where(duration_s, coverage_state = 'covered'), 0) AS covered_s,
        coalesce(total_where(duration_s, coverage_state = 'frozen'), 0) AS frozen_s,
        coalesce(total_where(duration_s, coverage_state = 'moved'), 0) AS moved_s,
        coalesce(total_where(duration_s, coverage_state = 'out_of_schedule'), 0) AS out_of_schedule_s,
        coalesce(total_where(duration_s, coverage_state = 'not_yet'), 0) AS not_yet_s,
        coalesce(total_where(duration_s, in_service_hours), 0) AS service_hours_s,
        coalesce(total_where(duration_s, in_service_hours AND coverage_state = 'recorded'), 0) AS service_recorded_s,
        CAST(sum(samples) AS BIGINT) AS samples
    FROM coverage
    GROUP BY agency_id, camera_id, service_date
),

final AS (
    SELECT
        *,
        share(recorded_s, day_s - out_of_schedule_s) AS recorded_share,
        share(service_recorded_s, service_hours_s) AS service_recorded_share
    FROM days
)

SELECT * FROM final
