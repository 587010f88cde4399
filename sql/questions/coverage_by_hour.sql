-- Coverage of the service hours by camera and hour of the day
-- Cakupan jam pelayanan menurut kamera dan jam
-- grain: one row per camera and local hour of the day with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: camera text default - one camera only
-- The cameras of an agency are its own and those that show its counters; agency_id is the camera's own.
WITH hours AS (
    SELECT * FROM camera_hours
    WHERE in_period(service_date, $from, $to)
        AND chosen(camera_id, $camera)
        AND camera_of(camera_id, service_date, $agency)
),

final AS (
    SELECT
        agency_id,
        camera_id,
        hour(hour_local) AS local_hour,
        count(DISTINCT service_date) AS days,
        total(service_hours_s) / 3600 AS service_hours,
        total(service_recorded_s) / 3600 AS recorded_hours,
        share(total(service_recorded_s), total(service_hours_s)) AS recorded_share,
        min(service_recorded_share) AS worst_day_share
    FROM hours
    GROUP BY agency_id, camera_id, hour(hour_local)
)

SELECT * FROM final
ORDER BY agency_id, camera_id, local_hour
