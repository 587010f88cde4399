-- What is known of each camera's time, stretch by stretch
-- Apa yang diketahui tentang waktu tiap kamera
-- grain: one row per camera and stretch of a service date in one state
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: camera text default - one camera only
-- The cameras of an agency are its own and those that show its counters; agency_id is the camera's own.
-- Only recorded time was seen. A stretch ends where the state changes or the service hours begin or end.
WITH stretches AS (
    SELECT * FROM coverage
    WHERE in_period(service_date, $from, $to)
        AND chosen(camera_id, $camera)
        AND camera_of(camera_id, service_date, $agency)
),

final AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        local_time(site_id, started_at) AS started_local,
        local_time(site_id, ended_at) AS ended_local,
        duration_s,
        coverage_state,
        in_service_hours
    FROM stretches
)

SELECT * FROM final
ORDER BY service_date, agency_id, camera_id, started_local
