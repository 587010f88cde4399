-- Coverage by camera and day
-- Cakupan rekaman menurut kamera dan hari
-- grain: one row per camera and service date
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: camera text default - one camera only
-- The cameras of an agency are its own and those that show its counters; agency_id is the camera's own.
-- recorded_share is of the time in which the camera was meant to record, NULL when it was not meant to;
-- service_recorded_share is of the service hours, NULL on a day without any. Of the last not_yet_minutes recordings may
-- still come: they are part of no other figure.
WITH days AS (
    SELECT * FROM camera_days
    WHERE in_period(service_date, $from, $to)
        AND chosen(camera_id, $camera)
        AND camera_of(camera_id, service_date, $agency)
),

final AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        recorded_s / 3600 AS recorded_hours,
        recorded_share,
        service_hours_s / 3600 AS service_hours,
        service_recorded_share,
        gap_s / 60 AS gap_minutes,
        unreadable_s / 60 AS unreadable_minutes,
        repeated_s / 60 AS repeated_minutes,
        covered_s / 60 AS covered_minutes,
        frozen_s / 60 AS frozen_minutes,
        moved_s / 60 AS moved_minutes,
        not_yet_s / 60 AS not_yet_minutes
    FROM days
)

SELECT * FROM final
ORDER BY agency_id, camera_id, service_date
