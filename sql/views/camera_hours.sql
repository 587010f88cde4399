-- How much of each service hour a camera recorded
-- Bagian jam pelayanan yang terekam tiap kamera
-- grain: one row per camera and local hour that touches service hours
WITH pieces AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        coverage_state,
        unnest(hour_pieces(site_id, started_at, ended_at), recursive := true)
    FROM coverage
    WHERE in_service_hours
),

final AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        hour_local,
        total(seconds) AS service_hours_s,
        coalesce(total_where(seconds, coverage_state = 'recorded'), 0) AS service_recorded_s,
        share(service_recorded_s, service_hours_s) AS service_recorded_share
    FROM pieces
    GROUP BY agency_id, camera_id, service_date, hour_local
)

SELECT * FROM final
