-- Versions of program, site file and observer behind the events
-- Versi program, berkas lokasi dan pengamat di balik kejadian
-- grain: one row per set of versions
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- Rows of different model_hash were seen by different observers: do not compare them without saying so.
WITH final AS (
    SELECT
        code_hash,
        config_hash,
        model_hash,
        min(service_date) AS first_date,
        max(service_date) AS last_date,
        CAST(sum(event_rows) AS BIGINT) AS event_rows
    FROM event_versions
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY code_hash, config_hash, model_hash
)

SELECT * FROM final
ORDER BY first_date, code_hash, config_hash, model_hash
