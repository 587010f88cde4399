-- Versions of program, site file and observer behind the events
-- Versi program, berkas lokasi dan pengamat di balik kejadian
-- grain: one row per set of versions
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- Each camera has an observer of its own (its seats are part of model_hash), so one run has several rows; cameras lists
-- those of a row. changed says that one of them has events of another version too in the period: do not compare these
-- without saying so.
WITH behind AS (
    SELECT * FROM event_versions
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

mixed AS (
    SELECT camera_id
    FROM behind
    GROUP BY camera_id
    HAVING count(DISTINCT (code_hash, config_hash, model_hash)) > 1
),

final AS (
    SELECT
        code_hash,
        config_hash,
        model_hash,
        min(service_date) AS first_date,
        max(service_date) AS last_date,
        CAST(sum(event_rows) AS BIGINT) AS event_rows,
        list_sort(list(DISTINCT camera_id)) AS cameras,
        coalesce(bool_or(camera_id IN (SELECT camera_id FROM mixed)), false) AS changed
    FROM behind
    GROUP BY code_hash, config_hash, model_hash
)

SELECT * FROM final
ORDER BY first_date, code_hash, config_hash, model_hash
