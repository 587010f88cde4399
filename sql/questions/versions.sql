-- Versions of program, site file and observer behind the events
-- Versi program, berkas lokasi dan pengamat di balik kejadian
-- grain: one row per set of versions
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- Rows of different model_hash were seen by different observers: do not compare them without saying so.
WITH events AS (
    SELECT service_date, agency_id, code_hash, config_hash, model_hash FROM service_time
    UNION ALL
    SELECT service_date, agency_id, code_hash, config_hash, model_hash FROM waiting_visits
    UNION ALL
    SELECT service_date, agency_id, code_hash, config_hash, model_hash FROM staff_presence
    UNION ALL
    SELECT service_date, agency_id, code_hash, config_hash, model_hash FROM anomalies
),

final AS (
    SELECT
        code_hash,
        config_hash,
        model_hash,
        min(service_date) AS first_date,
        max(service_date) AS last_date,
        count(*) AS event_rows
    FROM events
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY code_hash, config_hash, model_hash
)

SELECT * FROM final
ORDER BY first_date, code_hash, config_hash, model_hash
