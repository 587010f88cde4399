-- How many event rows each set of versions wrote
-- Banyaknya baris kejadian menurut versi
-- grain: one row per service date, agency, camera and set of versions
WITH events AS (
    SELECT service_date, agency_id, camera_id, code_hash, config_hash, model_hash FROM service_time
    UNION ALL
    SELECT service_date, agency_id, camera_id, code_hash, config_hash, model_hash FROM waiting_visits
    UNION ALL
    SELECT service_date, agency_id, camera_id, code_hash, config_hash, model_hash FROM staff_presence
    UNION ALL
    SELECT service_date, agency_id, camera_id, code_hash, config_hash, model_hash FROM anomalies
),

final AS (
    SELECT service_date, agency_id, camera_id, code_hash, config_hash, model_hash, count(*) AS event_rows
    FROM events
    GROUP BY service_date, agency_id, camera_id, code_hash, config_hash, model_hash
)

SELECT * FROM final
